package io.mnemon.bench.quality;

import io.mnemon.bench.corpus.Conversation;
import io.mnemon.bench.corpus.LocomoFiles;
import io.mnemon.bench.platform.Platform;
import io.mnemon.bench.raw.OnnxModelAlone;
import io.mnemon.bench.report.Report;
import io.mnemon.bench.report.Row;
import io.mnemon.bench.report.Section;
import io.mnemon.bench.report.Verdict;
import io.mnemon.inference.Embedder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/** The questions of LoCoMo to the platform, to BM25 alone and to vectors alone. */
public final class QualityBench {
  private static final String TITLE = "Quality on LoCoMo";
  private static final String OVERALL = "categories 1–4, ";
  private static final int ADVERSARIAL = 5;
  private static final double FRACTION = 0.76;
  private static final double ANY_HIT = 0.82;
  private static final String NOTE =
      """
      Each turn is one memory, kept and asked for over HTTP in the default configuration; a question\
       is a search at the end of its conversation, the evidence are turns. Nothing here is tuned to these conversations. Categories:\
       1 multi-hop, 2 temporal, 3 open-domain, 4 single-hop; 5, adversarial, stands apart. Questions\
       without evidence are left out.\
      """;

  private final List<Conversation> conversations;

  /**
   * @param folder holds a folder {@code locomo}
   * @param most how many conversations are used at most
   */
  public QualityBench(Path folder, int most) {
    conversations = LocomoFiles.read(folder).stream().limit(most).toList();
    if (conversations.isEmpty()) {
      System.err.println(
          "There are no conversations in "
              + folder.toAbsolutePath().normalize()
              + "/locomo, so quality is not measured. MNEMON_EVAL names another folder.");
    }
  }

  /** Whether there is anything to ask. */
  public boolean isPossible() {
    return !conversations.isEmpty();
  }

  /** How one of the three has done so far, by label. */
  private static final class Scores {
    private final String name;
    private final Map<String, Recall> recalls = new LinkedHashMap<>();

    Scores(String name) {
      this.name = name;
    }

    void ask(Conversation conversation, Finder finder) {
      Set<String> known = new HashSet<>();
      conversation.turns().forEach(turn -> known.add(turn.id()));
      for (Conversation.Question question : conversation.questions()) {
        Set<String> evidence = new HashSet<>(question.evidence());
        if (evidence.isEmpty() || !known.containsAll(evidence)) {
          continue;
        }
        List<String> found = finder.find(question.text(), Recall.DEEPEST);
        if (question.category() != ADVERSARIAL) {
          count(OVERALL + name, evidence, found);
          count(conversation.name() + ", " + name, evidence, found);
        }
        count("category " + question.category() + ", " + name, evidence, found);
      }
    }

    private void count(String label, Set<String> evidence, List<String> found) {
      recalls.computeIfAbsent(label, missing -> new Recall()).count(evidence, found);
    }
  }

  public List<Section> measure(Platform platform) {
    Scores platformScores = new Scores("Mnemon");
    Scores words = new Scores("BM25 alone");
    Scores vectors = new Scores("vectors alone");
    try (OnnxModelAlone model = new OnnxModelAlone()) {
      for (Conversation conversation : conversations) {
        System.err.println(TITLE + ": " + conversation.name());
        askAll(platform, conversation, model.embedder(), platformScores, words, vectors);
      }
    }
    return List.of(new Section(TITLE, NOTE, rows(List.of(platformScores, words, vectors))));
  }

  private static void askAll(
      Platform platform,
      Conversation conversation,
      Embedder model,
      Scores platformScores,
      Scores words,
      Scores vectors) {
    try (Finder finder = new PlatformAnswers(platform, conversation)) {
      platformScores.ask(conversation, finder);
    }
    try (Finder finder = new LuceneWords(conversation.turns())) {
      words.ask(conversation, finder);
    }
    try (Finder finder = new VectorsAlone(model, conversation.turns())) {
      vectors.ask(conversation, finder);
    }
  }

  /** All together first, then by category, then by conversation; the three beneath each other. */
  private static List<Row> rows(List<Scores> all) {
    List<Row> rows = new ArrayList<>();
    for (String group : List.of(OVERALL, "category ", "conversation ")) {
      List<String> labels =
          all.getFirst().recalls.keySet().stream()
              .filter(label -> label.startsWith(group))
              .sorted()
              .toList();
      for (String label : labels) {
        String what = label.substring(0, label.lastIndexOf(", ") + 2);
        for (Scores scores : all) {
          Recall recall = scores.recalls.get(what + scores.name);
          if (recall != null) {
            rows.add(new Row(what + scores.name, recall.figures()));
          }
        }
      }
    }
    return rows;
  }

  /** What the figures ought to be, if they were measured. */
  public static List<Verdict> verdicts(Report report) {
    List<Verdict> verdicts = new ArrayList<>();
    OptionalDouble fraction = report.value(TITLE, OVERALL + "Mnemon", "fraction@10");
    OptionalDouble any = report.value(TITLE, OVERALL + "Mnemon", "any hit@10");
    fraction.ifPresent(
        value -> verdicts.add(Verdict.atLeast("LoCoMo, evidence in ten turns", FRACTION, value)));
    any.ifPresent(
        value -> verdicts.add(Verdict.atLeast("LoCoMo, any hit in ten turns", ANY_HIT, value)));
    return verdicts;
  }
}
