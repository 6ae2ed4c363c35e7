package io.mnemon.memory.recall;

import static io.mnemon.memory.MemoryBuilder.EVENT_TIME;
import static io.mnemon.memory.MemoryBuilder.memory;
import static io.mnemon.memory.MemoryBuilder.next;
import static io.mnemon.memory.recall.Queries.query;
import static io.mnemon.memory.recall.RecallWorld.TENANT;
import static io.mnemon.memory.recall.RecallWorld.contents;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.memory.recall.RecallAnswer.Found;
import io.mnemon.memory.recall.RecallQuery.Mode;
import io.mnemon.memory.record.Kind;
import io.mnemon.memory.record.Memory;
import io.mnemon.memory.record.Sensitivity;
import io.mnemon.tenancy.Layer;
import io.mnemon.tenancy.ScopeKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecallTest {
  private static final ScopeKey USER = ScopeKey.ofUser(new UUID(9, 1));
  private static final ScopeKey OTHER_USER = ScopeKey.ofUser(new UUID(9, 2));

  private final RecallWorld world = new RecallWorld();

  @ParameterizedTest
  @EnumSource(Mode.class)
  void whatIsNearestToTheQueryComesFirst(Mode mode) {
    world.keep(memory("the cat sleeps on the sofa"));
    world.keep(memory("deploy on friday with the blue button"));
    world.keep(memory("the deploy failed"));

    RecallAnswer answer = world.find(query("deploy friday").mode(mode));

    assertThat(contents(answer)).startsWith("deploy on friday with the blue button");
    assertThat(answer.partial()).isFalse();
    assertThat(answer.recallId().version()).isEqualTo(7);
    assertThat(answer.results())
        .isSortedAccordingTo((one, other) -> Double.compare(other.score(), one.score()));
  }

  @Test
  void onlyScopesInSightAreLookedThrough() {
    world.keep(memory("the door code is green").in(OTHER_USER));
    Memory own = world.keep(memory("the door code is blue").in(USER));

    RecallAnswer answer =
        world
            .recall(RecallTuning.DEFAULT)
            .find(RecallWorld.sight(USER), query("door code").build());

    assertThat(answer.results()).extracting(Found::memory).containsExactly(own);
    assertThat(world.index.lastQuery().scopes()).containsExactly(USER.id());
  }

  @Test
  void whoSeesNothingFindsNothing() {
    world.keep(memory("the door code is blue"));

    RecallAnswer answer =
        world.recall(RecallTuning.DEFAULT).find(RecallWorld.sight(), query("door").build());

    assertThat(answer.results()).isEmpty();
    assertThat(answer.more()).isFalse();
  }

  @Test
  void layersKindsAndTagsNarrowTheSearch() {
    Memory wanted =
        world.keep(memory("deploy one").kind(Kind.PROCEDURE).tags("release", "blue").in(USER));
    world.keep(memory("deploy two").kind(Kind.PROCEDURE).tags("release", "blue"));
    world.keep(memory("deploy three").kind(Kind.FACT).tags("release", "blue").in(USER));
    world.keep(memory("deploy four").kind(Kind.PROCEDURE).tags("blue").in(USER));

    RecallAnswer answer =
        world
            .recall(RecallTuning.DEFAULT)
            .find(
                RecallWorld.sight(USER, ScopeKey.ofCompany()),
                query("deploy")
                    .layers(Layer.USER)
                    .kinds(Kind.PROCEDURE)
                    .tags("blue", "release")
                    .build());

    assertThat(answer.results()).extracting(Found::memory).containsExactly(wanted);
  }

  @Test
  void whatIsDeletedInTheRecordIsNotFoundThoughTheIndexLags() {
    Memory deleted = world.keep(memory("the door code is blue"));
    world.memories.delete(deleted.id());

    assertThat(world.find(query("door code")).results()).isEmpty();
  }

  @Test
  void aMemoryComesBackAsTheRecordHasItNow() {
    Memory first = world.keep(memory("the door code is blue"));
    Memory second = next(first, "the door code is green").build();
    world.memories.put(second, Optional.empty());

    assertThat(contents(world.find(query("door code")))).containsExactly("the door code is green");
  }

  @Test
  void whatExpiredOrNoLongerFitsInTheRecordIsDroppedThoughTheIndexStillHasIt() {
    Memory expiring = world.keep(memory("door one"));
    world.memories.put(next(expiring, "door one").expires(EVENT_TIME).build(), Optional.empty());
    Memory ending = world.keep(memory("door two"));
    world.memories.put(next(ending, "door two").valid(null, EVENT_TIME).build(), Optional.empty());
    Memory changing = world.keep(memory("door three").tags("wood"));
    world.memories.put(next(changing, "door three").tags("steel").build(), Optional.empty());
    Memory staying = world.keep(memory("door four").tags("wood"));

    RecallAnswer answer = world.find(query("door").tags("wood"));

    assertThat(answer.results()).extracting(Found::memory).containsExactly(staying);
    assertThat(contents(world.find(query("door"))))
        .containsExactlyInAnyOrder("door three", "door four");
  }

  @Test
  void aPastTimeIsAnsweredWithWhatHeldThen() {
    world.keep(memory("the office is in Bern").valid(null, EVENT_TIME));
    world.keep(memory("the office is in Basel").valid(EVENT_TIME, null));

    assertThat(contents(world.find(query("office").asOf(EVENT_TIME.minusSeconds(1)))))
        .containsExactly("the office is in Bern");
    assertThat(contents(world.find(query("office")))).containsExactly("the office is in Basel");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 400, 900})
  void ofTwoThatAreEquallyGoodTheNewerComesFirstWheneverOneAsks(int laterMillis) {
    Memory older = world.keep(memory("the kettle is on").at(EVENT_TIME.plusMillis(300)));
    Memory newer = world.keep(memory("the kettle is on").at(EVENT_TIME.plusMillis(800)));
    world.clock.advance(Duration.ofSeconds(10).plusMillis(laterMillis));

    RecallAnswer answer = world.find(query("kettle"));

    assertThat(answer.results()).extracting(Found::memory).containsExactly(newer, older);
  }

  @Test
  void withoutTheModelWordsStillFind() {
    Memory kept = world.keep(memory("the door code is blue"));
    world.embedder.setUp(false);

    RecallAnswer answer = world.find(query("door code"));

    assertThat(answer.results()).extracting(Found::memory).containsExactly(kept);
    assertThat(answer.partial()).isTrue();
  }

  @Test
  void withoutTheModelASearchByMeaningAloneIsUnavailable() {
    world.embedder.setUp(false);

    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() -> world.find(query("door code").mode(Mode.DENSE)))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
        .withMessageContaining("lexical");
  }

  @Test
  void aSearchByWordsAloneNeverAsksTheModel() {
    world.keep(memory("the door code is blue"));
    long before = world.embedder.embedded();

    RecallAnswer answer = world.find(query("door").mode(Mode.LEXICAL));

    assertThat(answer.partial()).isFalse();
    assertThat(world.embedder.embedded()).isEqualTo(before);
  }

  @Test
  void withoutTheIndexASearchIsUnavailable() {
    world.index.setUp(false);

    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() -> world.find(query("door code")))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
  }

  @Test
  void anIndexThatIsBeingRebuiltOrLagsMakesTheAnswerPartial() {
    world.keep(memory("the door code is blue"));

    world.incomplete.add(TENANT);
    assertThat(world.find(query("door")).partial()).isTrue();
    world.incomplete.clear();
    world.index.setCaughtUp(false);
    assertThat(world.find(query("door")).partial()).isTrue();
  }

  @Test
  void theExplanationMultipliesUpToTheScore() {
    world.keep(memory("the door code is blue").importance(0.9));
    world.keep(memory("the door is old").at(EVENT_TIME.minus(Duration.ofDays(90))));
    world.keep(memory("the cat is blue"));

    assertThat(world.find(query("door code")).results())
        .hasSize(3)
        .allSatisfy(
            found -> {
              Explanation parts = found.explanation().orElseThrow();
              assertThat(found.score())
                  .isEqualTo(
                      Math.min(
                          1,
                          parts.fused()
                              * parts.precedence()
                              * parts.importance()
                              * parts.recency()));
              assertThat(parts.dense()).isPresent();
            });
  }

  @Test
  void neighboursOfAnEpisodeComeInOrderAndOnlyIfTheyHold() {
    for (int turn = 1; turn <= 5; turn++) {
      world.keep(
          memory(turn == 3 ? "the code is blue" : "turn " + turn)
              .episode("talk")
              .at(EVENT_TIME.plusSeconds(turn))
              .valid(null, turn == 4 ? EVENT_TIME : null));
    }

    RecallAnswer answer = world.find(query("code blue").page(0, 1).expand(2));

    assertThat(answer.results().getFirst().neighbours())
        .extracting(neighbour -> neighbour.attributes().content())
        .containsExactly("turn 1", "turn 2", "turn 5");
  }

  @Test
  void aSecretIsFoundInItsOwnScopeWithoutAnIndex() {
    world.hide(memory("the vault combination is seven").in(USER).sensitivity(Sensitivity.SECRET));
    world.hide(
        memory("the vault combination is nine").in(OTHER_USER).sensitivity(Sensitivity.SECRET));
    world.keep(memory("the vault is in the cellar").in(USER));
    Recall recall = world.recall(RecallTuning.DEFAULT);

    RecallAnswer answer =
        recall.find(RecallWorld.sightWithSecrets(USER), query("vault combination").build());

    assertThat(contents(answer))
        .containsExactly("the vault combination is seven", "the vault is in the cellar");
    assertThat(contents(recall.find(RecallWorld.sight(USER), query("vault combination").build())))
        .containsExactly("the vault is in the cellar");
  }

  @Test
  void filtersAndThresholdHoldForSecretsAsWell() {
    world.hide(memory("vault one").sensitivity(Sensitivity.SECRET).tags("old"));
    world.hide(memory("vault two").sensitivity(Sensitivity.SECRET).valid(null, EVENT_TIME));
    world.hide(memory("nothing in common").sensitivity(Sensitivity.SECRET));
    Recall recall = world.recall(RecallTuning.DEFAULT);

    assertThat(
            contents(
                recall.find(
                    RecallWorld.sightWithSecrets(ScopeKey.ofCompany()), query("vault").build())))
        .containsExactly("vault one");
    assertThat(
            recall
                .find(
                    RecallWorld.sightWithSecrets(ScopeKey.ofCompany()),
                    query("vault").tags("new").build())
                .results())
        .isEmpty();
  }

  @Test
  void aPrivateMemoryIsFoundByHashesOfItsWords() {
    Memory memory =
        world.hide(memory("the diagnoses of Ms Keller").sensitivity(Sensitivity.PRIVATE));
    world.index(
        memory, world.blindTerms.ofText(TENANT, memory.attributes().content()), Optional.empty());

    RecallAnswer answer = world.find(query("Keller diagnosis").mode(Mode.LEXICAL));

    assertThat(answer.results()).extracting(Found::memory).containsExactly(memory);
    assertThat(world.index.documents(TENANT))
        .noneMatch(document -> document.text().contains("keller"));
  }

  @Test
  void theMoreSpecificOfTwoNearDuplicatesComesFirst() {
    Memory company = world.keep(memory("tests run with make test").importance(1));
    Memory user = world.keep(memory("tests run with make test").in(USER).importance(0));

    RecallAnswer answer =
        world
            .recall(RecallTuning.DEFAULT)
            .find(RecallWorld.sight(USER, ScopeKey.ofCompany()), query("how do tests run").build());

    assertThat(answer.results()).extracting(Found::memory).containsExactly(user, company);
    assertThat(answer.results().get(1).explanation().orElseThrow().precedence()).isLessThan(1);
  }

  @Test
  void onlyAsMuchIsReadFromTheRecordAsTheFirstPageNeeds() {
    for (int i = 0; i < 90; i++) {
      world.keep(memory("deploy number " + i + " of " + "the week ".repeat(i)));
    }

    world.find(query("deploy number 3").page(0, 5));

    assertThat(world.memories.read())
        .as("the page and what tells that another follows")
        .isEqualTo(6);
  }

  @Test
  void farBehindTheLastPageNothingIsFound() {
    world.keep(memory("the door code is blue"));

    RecallAnswer answer = world.find(query("door").page(Integer.MAX_VALUE, 100));

    assertThat(answer.results()).isEmpty();
    assertThat(answer.more()).isFalse();
  }

  @Test
  void tuningThatMakesNoSenseIsRefused() {
    RecallTuning usual = RecallTuning.DEFAULT;

    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(
            () ->
                new RecallTuning(
                    0,
                    usual.denseWeight(),
                    usual.namedWeight(),
                    usual.importanceWeight(),
                    usual.recencyWeight(),
                    usual.recencyHalfLife(),
                    usual.spanWeight(),
                    usual.toldWeight(),
                    usual.nearDuplicate(),
                    usual.precedencePool(),
                    usual.minDepth(),
                    usual.maxDepth(),
                    usual.maxSecrets(),
                    usual.maxChanged()))
        .withMessageContaining("weights of both legs");
  }

  @Test
  void theDepthGrowsWithThePageAndIsBounded() {
    RecallTuning usual = RecallTuning.DEFAULT;

    assertThat(List.of(usual.depth(1), usual.depth(10), usual.depth(20), usual.depth(100)))
        .containsExactly(50, 50, 100, 500);
  }
}
