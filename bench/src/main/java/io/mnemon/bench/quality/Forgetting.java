package io.mnemon.bench.quality;

import io.mnemon.bench.corpus.Conversation;
import io.mnemon.bench.corpus.Conversation.Question;
import io.mnemon.bench.corpus.Conversation.Turn;
import io.mnemon.bench.corpus.LocomoFiles;
import io.mnemon.bench.quality.Keeping.Usage;
import io.mnemon.bench.report.Figure;
import io.mnemon.bench.report.MarkdownTables;
import io.mnemon.bench.report.Row;
import io.mnemon.bench.report.Section;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Replays how memories are forgotten: the first half of a conversation's questions shows which
 * turns are of use, then only a share of the turns is kept, and the second half asks for its
 * evidence.
 *
 * <p>Searches are BM25 over what is kept, ten turns returned, so that the choice of what is kept is
 * all that differs.
 */
public final class Forgetting {
  private static final int RETURNED = 10;
  private static final int ADVERSARIAL = 5;
  private static final long SEED = 7;
  private static final List<Integer> BUDGETS = List.of(25, 50, 75);

  /** Per day, of a user's memories. */
  private static final double USER_RATE = 0.03;

  private final List<Replay> replays;

  /** In which order the questions are asked. */
  public enum Order {
    /** As the data set lists them, after the conversation. */
    LISTED("asked after the conversation, in the order of the data set"),
    /** Each right after the turn that completes its evidence. */
    EVIDENCE("asked right after the last turn of their evidence");

    private final String words;

    Order(String words) {
      this.words = words;
    }
  }

  /** One conversation with what its first half of questions has shown. */
  private record Replay(List<Turn> turns, List<Question> test, Usage usage) {}

  /**
   * @param folder holds a folder {@code locomo}
   */
  public Forgetting(Path folder, Order order) {
    replays =
        LocomoFiles.read(folder).stream().map(conversation -> replay(conversation, order)).toList();
    if (replays.isEmpty()) {
      throw new IllegalArgumentException(
          "There are no conversations in "
              + folder.toAbsolutePath().normalize()
              + "/locomo: set MNEMON_EVAL to a folder that has them.");
    }
  }

  private static Replay replay(Conversation conversation, Order order) {
    Map<String, Instant> times =
        conversation.turns().stream().collect(Collectors.toMap(Turn::id, Turn::time));
    Instant end = conversation.turns().getLast().time();
    Function<Question, Instant> asked =
        question ->
            order == Order.LISTED
                ? end
                : question.evidence().stream()
                    .map(id -> times.getOrDefault(id, end))
                    .max(Comparator.naturalOrder())
                    .orElse(end);
    List<Question> questions =
        conversation.questions().stream()
            .filter(question -> question.category() != ADVERSARIAL)
            .filter(question -> !question.evidence().isEmpty())
            .filter(question -> times.keySet().containsAll(question.evidence()))
            .sorted(Comparator.comparing(asked))
            .toList();
    int half = questions.size() / 2;
    Map<String, Integer> uses = new HashMap<>();
    Map<String, Instant> lastUse = new HashMap<>();
    try (Finder finder = new LuceneWords(conversation.turns())) {
      for (Question question : questions.subList(0, half)) {
        for (String id : finder.find(question.text(), RETURNED)) {
          if (question.evidence().contains(id)) {
            uses.merge(id, 1, Integer::sum);
            lastUse.put(id, asked.apply(question));
          }
        }
      }
    }
    return new Replay(
        conversation.turns(),
        questions.subList(half, questions.size()),
        new Usage(uses, lastUse, end));
  }

  /** The share of the evidence that the second half finds, in percent. */
  private static double evidence(Replay replay, Keeping keeping, int percent) {
    int kept = replay.turns().size() * percent / 100;
    List<Turn> turns = keeping.order(replay.turns(), replay.usage()).subList(0, kept);
    double found = 0;
    try (Finder finder = new LuceneWords(turns)) {
      for (Question question : replay.test()) {
        Set<String> ids = new HashSet<>(finder.find(question.text(), RETURNED));
        found +=
            question.evidence().stream().filter(ids::contains).count()
                / (double) question.evidence().size();
      }
    }
    return 100 * found / replay.test().size();
  }

  private static double mean(List<Replay> some, Keeping keeping, int percent) {
    return some.stream()
        .mapToDouble(replay -> evidence(replay, keeping, percent))
        .average()
        .orElse(0);
  }

  /** The table, as it can be pasted into a document. */
  public String table(Order order) {
    Map<String, Keeping> fixed = new LinkedHashMap<>();
    fixed.put("random", Keeping.random(SEED));
    fixed.put("recency", Keeping.recency());
    fixed.put("LRU", Keeping.lru());
    fixed.put("effective importance", Keeping.effectiveImportance(USER_RATE));
    fixed.put("what a full scope keeps, as shipped", Keeping.ofScope(USER_RATE));
    List<Row> rows = new ArrayList<>();
    fixed.forEach(
        (name, keeping) -> rows.add(row(name, percent -> mean(replays, keeping, percent))));
    rows.add(row("all turns kept", percent -> mean(replays, Keeping.recency(), 100)));
    return MarkdownTables.of(
        new Section(
            "Evidence found after forgetting, questions " + order.words,
            "Percent of the evidence among ten turns, "
                + replays.size()
                + " conversations of LoCoMo.",
            rows));
  }

  private static Row row(String name, Function<Integer, Double> evidence) {
    return new Row(
        name,
        BUDGETS.stream()
            .map(percent -> Figure.of("keep " + percent + " %", "", evidence.apply(percent)))
            .toList());
  }
}
