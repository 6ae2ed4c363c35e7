package io.mnemon.memory.recall;

import static io.mnemon.memory.MemoryBuilder.EVENT_TIME;
import static io.mnemon.memory.MemoryBuilder.memory;
import static io.mnemon.memory.recall.Queries.query;
import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.memory.recall.RecallAnswer.Found;
import io.mnemon.memory.sight.Sight;
import io.mnemon.tenancy.ScopeKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Laws of the ranking over random memories of several layers; the seed is in the test's name. */
class PagingTest {
  private static final List<ScopeKey> SCOPES =
      List.of(
          ScopeKey.ofUser(new UUID(9, 1)),
          ScopeKey.ofSession(new UUID(9, 1), "s"),
          ScopeKey.ofCompany());
  private static final Sight SIGHT = RecallWorld.sight(SCOPES.toArray(ScopeKey[]::new));
  private static final List<String> WORDS =
      List.of("deploy", "friday", "button", "blue", "cat", "sofa", "code", "door");

  static LongStream seeds() {
    return LongStream.range(0, 40);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void pagesAreCutFromOneRanking(long seed) {
    Random random = new Random(seed);
    Recall recall = world(random).recall(deepEnough(RecallTuning.DEFAULT.precedencePool()));
    String text = words(random, 3);
    RecallAnswer whole = recall.find(SIGHT, query(text).page(0, 100).build());
    int size = 1 + random.nextInt(10);

    List<Found> pages = new ArrayList<>();
    for (int offset = 0; ; offset += size) {
      RecallAnswer page = recall.find(SIGHT, query(text).page(offset, size).build());
      pages.addAll(page.results());
      if (!page.more()) {
        break;
      }
      assertThat(page.results()).hasSize(size);
    }

    assertThat(whole.more()).isFalse();
    assertThat(ids(pages)).doesNotHaveDuplicates().isEqualTo(ids(whole.results()));
    assertThat(pages)
        .isSortedAccordingTo((one, other) -> Double.compare(other.score(), one.score()));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void theThresholdKeepsExactlyTheHead(long seed) {
    Random random = new Random(seed);
    Recall recall = world(random).recall(deepEnough(RecallTuning.DEFAULT.precedencePool()));
    String text = words(random, 3);
    RecallAnswer whole = recall.find(SIGHT, query(text).page(0, 100).build());
    double threshold = random.nextDouble();

    RecallAnswer head = recall.find(SIGHT, query(text).page(0, 100).threshold(threshold).build());

    assertThat(ids(head.results()))
        .isEqualTo(
            ids(whole.results().stream().filter(found -> found.score() >= threshold).toList()));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void withEqualFactorsTheOrderIsThatOfRelevance(long seed) {
    Random random = new Random(seed);
    Recall recall = world(random).recall(deepEnough(0));

    List<Explanation> parts =
        recall.find(SIGHT, query(words(random, 3)).page(0, 100).build()).results().stream()
            .map(found -> found.explanation().orElseThrow())
            .toList();

    for (Explanation better : parts) {
      for (Explanation worse : parts.subList(parts.indexOf(better) + 1, parts.size())) {
        if (better.importance() == worse.importance() && better.recency() == worse.recency()) {
          assertThat(better.fused()).isGreaterThanOrEqualTo(worse.fused());
        }
      }
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aLessSpecificNearDuplicateNeverStandsAboveAMoreSpecificOne(long seed) {
    Random random = new Random(seed);
    RecallWorld world = world(random);
    Recall recall = world.recall(deepEnough(RecallTuning.DEFAULT.precedencePool()));

    List<Found> results =
        recall.find(SIGHT, query(words(random, 3)).page(0, 100).build()).results();

    List<Found> pool = results.subList(0, Math.min(30, results.size()));
    for (Found above : pool) {
      for (Found below : pool.subList(pool.indexOf(above) + 1, pool.size())) {
        boolean same =
            world
                    .embedder
                    .embedQuery(above.memory().attributes().content())
                    .cosine(world.embedder.embedQuery(below.memory().attributes().content()))
                >= RecallTuning.DEFAULT.nearDuplicate();
        if (same) {
          assertThat(above.memory().scope().layer())
              .isLessThanOrEqualTo(below.memory().scope().layer());
        }
      }
    }
  }

  private static RecallWorld world(Random random) {
    RecallWorld world = new RecallWorld();
    int size = 20 + random.nextInt(60);
    for (int i = 0; i < size; i++) {
      world.keep(
          memory(words(random, 1 + random.nextInt(5)))
              .in(SCOPES.get(random.nextInt(SCOPES.size())))
              .importance(random.nextInt(3) / 2.0)
              .at(EVENT_TIME.minus(Duration.ofDays(30L * random.nextInt(3)))));
    }
    return world;
  }

  /** Deep enough for all there is, whatever the size of a page. */
  private static RecallTuning deepEnough(int precedencePool) {
    RecallTuning usual = RecallTuning.DEFAULT;
    return new RecallTuning(
        usual.lexicalWeight(),
        usual.denseWeight(),
        usual.namedWeight(),
        usual.importanceWeight(),
        usual.recencyWeight(),
        usual.recencyHalfLife(),
        usual.spanWeight(),
        usual.toldWeight(),
        usual.nearDuplicate(),
        precedencePool,
        100,
        usual.maxDepth(),
        usual.maxSecrets(),
        usual.maxChanged());
  }

  private static String words(Random random, int count) {
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < count; i++) {
      words.append(WORDS.get(random.nextInt(WORDS.size()))).append(' ');
    }
    return words.toString().strip();
  }

  private static List<UUID> ids(List<Found> results) {
    return results.stream().map(found -> found.memory().id()).toList();
  }
}
