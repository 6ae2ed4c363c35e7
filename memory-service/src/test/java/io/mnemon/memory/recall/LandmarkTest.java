package io.mnemon.memory.recall;

import static io.mnemon.memory.MemoryBuilder.EVENT_TIME;
import static io.mnemon.memory.MemoryBuilder.memory;
import static io.mnemon.memory.recall.Queries.query;
import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.inference.CachedEmbedder;
import io.mnemon.inference.HeapEmbeddingStore;
import io.mnemon.memory.recall.RecallAnswer.Found;
import io.mnemon.memory.recall.RecallQuery.Mode;
import io.mnemon.memory.record.Kind;
import io.mnemon.tenancy.ScopeKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LandmarkTest {
  private static final Duration MONTH = Duration.ofDays(30);

  private final RecallWorld world = new RecallWorld();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          What did Nora play before the move?              | the move               | BEFORE
          Before she moved to Lisbon, where did Nora live? | she moved to Lisbon    | BEFORE
          Who has called since Tim's surgery?              | Tim's surgery          | AFTER
          What did they cook after the race, and why?      | the race               | AFTER
          What was open until the release of 2.0           | the release of 2.0     | BEFORE
          """)
  void aQuestionMayCountFromAnEvent(String question, String event, Landmark.Side side) {
    assertThat(Landmark.in(question)).contains(new Landmark(event, side));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "What did Nora play?",
        "After all, what did she play?",
        "Who looks after the cats?",
        "Whom is Tim named after?",
        "What has changed since then?",
        "Has she called before?",
        "What did he do after this?",
      })
  void otherQuestionsDoNot(String question) {
    assertThat(Landmark.in(question)).isEmpty();
  }

  @Test
  void theDayItselfLiesOnBothSides() {
    Instant noon = Instant.parse("2023-05-08T12:00:00Z");
    TimeWords.Span before = new Landmark("the move", Landmark.Side.BEFORE).span(noon);
    TimeWords.Span after = new Landmark("the move", Landmark.Side.AFTER).span(noon);

    assertThat(before.has(Instant.parse("2023-05-08T23:59:59Z"))).isTrue();
    assertThat(before.has(Instant.parse("2023-05-09T00:00:00Z"))).isFalse();
    assertThat(after.has(Instant.parse("2023-05-08T00:00:00Z"))).isTrue();
    assertThat(after.has(Instant.parse("2023-05-07T23:59:59Z"))).isFalse();
  }

  private void keepWhatNoraPlays() {
    world.keep(memory("nora plays the violin").at(EVENT_TIME.minus(MONTH)));
    world.keep(memory("nora moved to lisbon").at(EVENT_TIME));
    world.keep(memory("nora plays the guitar").at(EVENT_TIME.plus(MONTH)));
    world.clock.advance(MONTH.multipliedBy(2));
  }

  private static Map<String, Double> times(RecallAnswer answer) {
    return answer.results().stream()
        .collect(
            Collectors.toMap(
                found -> found.memory().attributes().content(),
                found -> found.explanation().orElseThrow().time()));
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"HYBRID", "DENSE"})
  void whatHappenedBeforeAnEventGains(Mode mode) {
    keepWhatNoraPlays();

    RecallAnswer before =
        world.find(query("what nora plays before nora moved to lisbon").mode(mode));
    RecallAnswer after = world.find(query("what nora plays after nora moved to lisbon").mode(mode));

    assertThat(times(before).get("nora plays the violin")).isGreaterThan(1);
    assertThat(times(before).get("nora plays the guitar")).isEqualTo(1);
    assertThat(times(after).get("nora plays the violin")).isEqualTo(1);
    assertThat(times(after).get("nora plays the guitar")).isGreaterThan(1);
  }

  @Test
  void theEventMayBeOfAnotherKindThanWhatIsWanted() {
    world.keep(memory("nora moved to lisbon").kind(Kind.EPISODE).at(EVENT_TIME));
    world.keep(memory("nora plays the violin").kind(Kind.PREFERENCE).at(EVENT_TIME.minus(MONTH)));

    RecallAnswer before =
        world.find(query("what nora plays before nora moved to lisbon").kinds(Kind.PREFERENCE));

    assertThat(times(before)).containsOnlyKeys("nora plays the violin");
    assertThat(times(before).get("nora plays the violin")).isGreaterThan(1);
  }

  @Test
  void anEventThatNobodyKnowsChangesNothing() {
    keepWhatNoraPlays();

    RecallAnswer answer = world.find(query("what nora plays before zoe sold her boat"));

    assertThat(times(answer))
        .isNotEmpty()
        .allSatisfy((text, time) -> assertThat(time).isEqualTo(1));
  }

  /** The question may be in a cache where the event is not. */
  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"HYBRID", "DENSE"})
  void anEventThatTheModelCannotEmbedChangesNothing(Mode mode) {
    keepWhatNoraPlays();
    String question = "what nora plays before nora moved to lisbon";
    CachedEmbedder cached =
        new CachedEmbedder(world.embedder, new HeapEmbeddingStore(), 10, Runnable::run);
    cached.embedQuery(question);
    world.asked = cached;
    world.embedder.setUp(false);

    RecallAnswer answer = world.find(query(question).mode(mode));

    assertThat(answer.partial()).isFalse();
    assertThat(times(answer)).hasSize(3).allSatisfy((text, time) -> assertThat(time).isEqualTo(1));
  }

  @Test
  void anEventThatTheCallerMayNotSeeChangesNothing() {
    ScopeKey own = ScopeKey.ofUser(new UUID(0, 7));
    world.keep(memory("nora moved to lisbon").at(EVENT_TIME));
    world.keep(memory("nora plays the violin").at(EVENT_TIME.minus(MONTH)).in(own));

    RecallAnswer answer =
        world
            .recall(RecallTuning.DEFAULT)
            .find(
                RecallWorld.sight(own),
                query("what nora plays before nora moved to lisbon").build());

    assertThat(answer.results()).extracting(Found::memory).hasSize(1);
    assertThat(times(answer)).containsEntry("nora plays the violin", 1.0);
  }
}
