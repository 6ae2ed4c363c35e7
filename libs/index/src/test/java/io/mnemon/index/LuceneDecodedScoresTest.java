package io.mnemon.index;

import static io.mnemon.index.Memories.memory;
import static io.mnemon.index.Memories.search;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Questions of several words in a segment that is large enough for their postings to be decoded.
 */
class LuceneDecodedScoresTest {
  private static final UUID TENANT = UUID.randomUUID();
  private static final UUID OTHER_SCOPE = UUID.randomUUID();
  private static final int MEMORIES = 9_000;
  private static final int EVERYTHING = 10_000;

  @TempDir private Path folder;

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  @Test
  void aQuestionFindsWhatItsWordsFindTogether() {
    System.out.println("seed " + seed);
    try (LuceneIndex index = new LuceneIndex(Memories.settings(folder))) {
      List<UUID> ids = IntStream.range(0, MEMORIES).mapToObj(i -> UUID.randomUUID()).toList();
      index.apply(TENANT, ids.stream().map(id -> document(id, 1)).toList());
      // One segment of a size, and what has happened since.
      index.flush(TENANT);
      index.apply(
          TENANT,
          ids.subList(0, 700).stream()
              .map(id -> random.nextBoolean() ? document(id, 2) : new IndexChange.Remove(id, 2))
              .toList());

      for (int i = 0; i < 40; i++) {
        Set<String> words = new TreeSet<>();
        while (words.size() < 3 + i % 5) {
          words.add(word());
        }
        Memories.Search question = search(String.join(" ", words)).wordsOnly();
        for (Set<UUID> scopes :
            List.of(Set.of(Memories.SCOPE), Set.of(Memories.SCOPE, OTHER_SCOPE))) {
          List<IndexHit> hits =
              index.search(TENANT, question.scopes(scopes).depth(20).query()).hits();

          assertThat(hits)
              .hasSize(20)
              .extracting(hit -> new Scored(hit.id(), (float) hit.lexical().orElseThrow()))
              .containsExactlyInAnyOrderElementsOf(best(20, oneByOne(index, words, scopes)));
        }
      }
    }
  }

  private record Scored(UUID id, float score) {}

  private static List<Scored> best(int count, Map<UUID, Double> scores) {
    List<Scored> all = new ArrayList<>();
    scores.forEach((id, score) -> all.add(new Scored(id, score.floatValue())));
    all.sort(
        Comparator.comparingDouble((Scored scored) -> -scored.score).thenComparing(Scored::id));
    return all.subList(0, count);
  }

  /** A question of one word is looked up by Lucene itself. */
  private static Map<UUID, Double> oneByOne(
      LuceneIndex index, Set<String> words, Set<UUID> scopes) {
    Map<UUID, Double> scores = new HashMap<>();
    for (String word : words) {
      IndexQuery query = search(word).wordsOnly().scopes(scopes).depth(EVERYTHING).query();
      for (IndexHit hit : index.search(TENANT, query).hits()) {
        scores.merge(hit.id(), hit.lexical().orElseThrow(), Double::sum);
      }
    }
    return scores;
  }

  private IndexChange document(UUID id, long version) {
    String text =
        IntStream.range(0, 3 + random.nextInt(20))
            .mapToObj(i -> word())
            .collect(Collectors.joining(" "));
    Memories memory = memory(text).id(id).version(version).vector(null);
    return (random.nextInt(3) == 0 ? memory.scope(OTHER_SCOPE) : memory).put();
  }

  /** From one in most memories to one in few. */
  private String word() {
    return "word" + (int) (300 * Math.pow(random.nextDouble(), 3));
  }
}
