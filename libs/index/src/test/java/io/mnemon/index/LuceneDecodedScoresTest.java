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

  /** So many words that the length is kept in the upper half of a byte. */
  private static final int LONG = 3_000;

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
      // One segment of a size: its words are decoded as they count now.
      index.flush(TENANT);
      assertFindsTheBest(index);

      // What has happened since changes how much words count.
      index.apply(
          TENANT,
          ids.subList(0, 700).stream()
              .map(id -> random.nextBoolean() ? document(id, 2) : new IndexChange.Remove(id, 2))
              .toList());
      index.apply(
          TENANT,
          IntStream.range(0, 30).mapToObj(i -> memory(words(LONG)).vector(null).put()).toList());
      assertFindsTheBest(index);
    }
  }

  private void assertFindsTheBest(LuceneIndex index) {
    for (int i = 0; i < 30; i++) {
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

  /** A fact or a turn; few are very long, or say one word again and again. */
  private IndexChange document(UUID id, long version) {
    String said =
        switch (random.nextInt(400)) {
          case 0 -> words(LONG);
          case 1 -> (word() + " ").repeat(40);
          default -> words(3 + random.nextInt(20));
        };
    Memories memory = memory(said).id(id).version(version).vector(null);
    if (random.nextInt(3) == 0) {
      memory.around(
          new Surroundings(
              List.of(
                  new Surroundings.Nearby(words(10), 0.5),
                  new Surroundings.Nearby(words(10), 0.25)),
              version));
    }
    return (random.nextInt(3) == 0 ? memory.scope(OTHER_SCOPE) : memory).put();
  }

  private String words(int count) {
    return IntStream.range(0, count).mapToObj(i -> word()).collect(Collectors.joining(" "));
  }

  /** From one in most memories to one in few. */
  private String word() {
    return "word" + (int) (300 * Math.pow(random.nextDouble(), 3));
  }
}
