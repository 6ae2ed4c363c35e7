package io.mnemon.index;

import static io.mnemon.index.Memories.NOW;
import static io.mnemon.index.Memories.SCOPE;
import static io.mnemon.index.Memories.memory;
import static io.mnemon.index.Memories.search;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mnemon.inference.Embedding;
import io.mnemon.tenancy.Layer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every hybrid index does; each adapter extends this. */
abstract class HybridIndexContract {
  protected static final UUID TENANT = UUID.randomUUID();
  private static final UUID OTHER_SCOPE = UUID.randomUUID();

  private HybridIndex opened;

  /** An index that holds nothing. */
  protected abstract HybridIndex open();

  @BeforeEach
  void openIndex() {
    opened = open();
  }

  @AfterEach
  void closeIndex() {
    opened.close();
  }

  protected HybridIndex index() {
    return opened;
  }

  protected void apply(IndexChange... changes) {
    opened.apply(TENANT, List.of(changes));
  }

  protected IndexDocument put(Memories memory) {
    IndexDocument document = memory.document();
    apply(new IndexChange.Put(document));
    return document;
  }

  protected Set<UUID> found(Memories.Search search) {
    return found(opened, TENANT, search);
  }

  protected static Set<UUID> found(HybridIndex index, UUID tenant, Memories.Search search) {
    IndexAnswer answer = index.search(tenant, search.query());
    assertThat(answer.caughtUp()).isTrue();
    assertThat(answer.hits()).doesNotHaveDuplicates();
    return answer.hits().stream().map(IndexHit::id).collect(Collectors.toSet());
  }

  private IndexHit onlyHit(Memories.Search search) {
    List<IndexHit> hits = opened.search(TENANT, search.query()).hits();
    assertThat(hits).hasSize(1);
    return hits.getFirst();
  }

  @Test
  void howAMemoryWasOfUseIsSeenByTheNextSearchAndMakesNoVersion() {
    IndexDocument tea = put(memory("Ann prefers green tea"));
    assertThat(onlyHit(search("tea").wordsOnly()).usage()).isEqualTo(Usage.never(NOW));
    Usage often = new Usage(7, NOW.plusSeconds(60));

    opened.use(TENANT, Map.of(tea.id(), often, UUID.randomUUID(), often));

    IndexHit hit = onlyHit(search("tea").wordsOnly());
    assertThat(hit.usage()).isEqualTo(often);
    assertThat(hit.version()).isEqualTo(tea.version());
  }

  @Test
  void useOfWhatIsNotThereIsPassedOver() {
    opened.use(TENANT, Map.of(UUID.randomUUID(), Usage.never(NOW)));

    assertThat(found(search("tea").wordsOnly())).isEmpty();
  }

  @Test
  void aSearchThatHasBegunFindsWhatWasThereBefore() {
    IndexQuery tea = search("green tea").query();
    try (HybridIndex.Begun early = opened.begin(TENANT, tea.toward(null))) {
      IndexDocument green = put(memory("Ann prefers green tea"));
      // The changes are not visible yet, then they are.
      for (int i = 0; i < 2; i++) {
        try (HybridIndex.Begun begun = opened.begin(TENANT, tea.toward(null))) {
          IndexDocument black = put(memory("Bob prefers black tea"));
          IndexAnswer answer = begun.find(tea.vector());

          assertThat(answer.caughtUp()).isTrue();
          assertThat(answer.hits()).extracting(IndexHit::id).contains(green.id());
          assertThat(found(search("tea"))).contains(green.id(), black.id());
        }
      }
      assertThat(early.find(tea.vector()).caughtUp()).isTrue();
    }
  }

  @Test
  void aSearchThatHasBegunFindsWhatAnyOtherFinds() {
    for (int i = 0; i < 30; i++) {
      put(memory("Ann prefers tea number " + i));
    }
    IndexQuery tea = search("which tea does Ann prefer").depth(7).query();
    List<IndexHit> byBoth = opened.search(TENANT, tea).hits();
    List<IndexHit> byWords = opened.search(TENANT, tea.toward(null)).hits();

    assertThat(byBoth).isNotEqualTo(byWords);
    for (int i = 0; i < 20; i++) {
      try (HybridIndex.Begun first = opened.begin(TENANT, tea);
          HybridIndex.Begun second = opened.begin(TENANT, tea.toward(null));
          HybridIndex.Begun unwanted = opened.begin(TENANT, tea)) {
        unwanted.close();
        assertThat(first.find(tea.vector()).hits()).isEqualTo(byBoth);
        assertThat(second.find(null).hits()).isEqualTo(byWords);
      }
    }
  }

  @Test
  void aSearchThatHasBegunSurvivesThatItsTenantGoes() {
    put(memory("Ann prefers green tea"));
    IndexQuery tea = search("green tea").query();
    assertThat(opened.search(TENANT, tea).hits()).hasSize(1);

    try (HybridIndex.Begun begun = opened.begin(TENANT, tea)) {
      opened.drop(TENANT);

      assertThat(begun.find(tea.vector()).hits()).isEmpty();
    }
  }

  @Test
  void nearMemoriesOfAScopeAreFoundAtOnceNearestFirst() {
    IndexDocument tea = put(memory("Ann prefers green tea"));
    IndexDocument same = put(memory("Ann prefers green tea leaves"));
    put(memory("Bob plays tennis"));
    put(memory("Ann prefers green tea").scope(OTHER_SCOPE));
    put(memory("Ann prefers green tea").vector(null));

    assertThat(near("Ann prefers green tea", 0.7, 5)).containsExactly(tea.id(), same.id());
    assertThat(near("Ann prefers green tea", 0.7, 1)).containsExactly(tea.id());
    assertThat(near("Ann prefers green tea", 0.999, 5)).containsExactly(tea.id());
    assertThat(near("Cats sleep", 0.7, 5)).isEmpty();
    assertThat(
            opened.near(
                UUID.randomUUID(), List.of(new NearQuery(SCOPE, Memories.embed("tea"), NOW, 0, 5))))
        .containsExactly(List.of());
  }

  /** Whether a search has seen it before or not. */
  @ParameterizedTest
  @CsvSource({"true", "false"})
  void whatIsReplacedOrRemovedIsNotNear(boolean isSeen) {
    IndexDocument tea = put(memory("green tea"));
    IndexDocument moved = put(memory("green tea"));
    IndexDocument told = put(memory("green tea"));
    IndexDocument kept = put(memory("green tea"));
    if (isSeen) {
      assertThat(found(search("tea"))).hasSize(4);
    }
    apply(
        new IndexChange.Remove(tea.id(), 2),
        memory("green tea").id(moved.id()).version(2).scope(OTHER_SCOPE).put(),
        memory("Bob plays tennis").id(told.id()).version(2).put());

    assertThat(near("green tea", 0.9, 1)).containsExactly(kept.id());
    assertThat(near("Bob plays tennis", 0.9, 5)).containsExactly(told.id());
    apply(memory("green tea").id(told.id()).version(3).put());
    assertThat(near("green tea", 0.9, 5)).containsExactlyInAnyOrder(kept.id(), told.id());
  }

  private List<UUID> near(String text, double least, int most) {
    return opened
        .near(TENANT, List.of(new NearQuery(SCOPE, Memories.embed(text), NOW, least, most)))
        .getFirst();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 1025, 1536, HybridIndex.MOST_DIMENSIONS})
  void vectorsOfAsManyDimensionsAsModelsHaveAreFound(int dimensions) {
    Embedding one = along(dimensions, 0);
    IndexDocument tea = put(memory("Ann prefers green tea").vector(one));
    IndexDocument tennis = put(memory("Bob plays tennis").vector(along(dimensions, 1)));

    Memories.Search nearest = search("it").vector(one).vectorOnly().depth(1);
    assertThat(found(nearest)).containsExactly(tea.id());
    opened.flush(TENANT);
    assertThat(found(nearest)).containsExactly(tea.id());
    assertThat(found(nearest.depth(2))).containsExactlyInAnyOrder(tea.id(), tennis.id());
  }

  @Test
  void aVectorOfMoreDimensionsIsRefusedAndTheIndexGoesOn() {
    IndexDocument tea = put(memory("Ann prefers green tea"));
    Memories tooLong = memory("Bob plays tennis").vector(along(HybridIndex.MOST_DIMENSIONS + 1, 0));

    assertThatThrownBy(() -> apply(tooLong.put()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a vector may have up to 4096 dimensions, not 4097");

    assertThat(found(search("tea"))).containsExactly(tea.id());
    IndexDocument coffee = put(memory("Ann prefers coffee"));
    assertThat(found(search("coffee").wordsOnly())).containsExactly(coffee.id());
  }

  private static Embedding along(int dimensions, int dimension) {
    float[] vector = new float[dimensions];
    vector[dimension] = 1;
    return Embedding.of(vector);
  }

  @Test
  void memoryIsFoundByItsWordsAtOnce() {
    IndexDocument tea = put(memory("Ann prefers green tea"));

    assertThat(found(search("tea").wordsOnly())).containsExactly(tea.id());
    assertThat(found(search("coffee").wordsOnly())).isEmpty();
  }

  @Test
  void memoryIsFoundByItsVectorAtOnce() {
    IndexDocument tea = put(memory("Ann prefers green tea"));

    assertThat(found(search("tea").vectorOnly())).containsExactly(tea.id());
  }

  @Test
  void hitSaysWhatItIsAndBothScores() {
    IndexDocument tea =
        put(memory("Ann prefers green tea").version(7).layer(Layer.AGENT).importance(0.8));

    IndexHit hit = onlyHit(search("green tea"));

    assertThat(hit.id()).isEqualTo(tea.id());
    assertThat(hit.version()).isEqualTo(7);
    assertThat(hit.scopeId()).isEqualTo(SCOPE);
    assertThat(hit.layer()).isEqualTo(Layer.AGENT);
    assertThat(hit.dense().orElseThrow())
        .isCloseTo(
            (double) Memories.embed("green tea").cosine(Memories.embed("Ann prefers green tea")),
            within(1e-3));
    assertThat(hit.lexical().orElseThrow()).isPositive();
    assertThat(hit.eventTime()).isEqualTo(NOW);
    assertThat(hit.importance()).isEqualTo(0.8);
    assertThat(hit.isNamed()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "What does Caroline drink?, true",
    "What does caroline's sister drink?, true",
    "Where does Miller live?, true",
    "What does Melanie drink?, false"
  })
  void hitSaysWhetherTheQuestionNamesTheSpeaker(String question, boolean isNamed) {
    put(memory("I drink tea where we live").speaker("Caroline Miller"));

    assertThat(onlyHit(search(question)).isNamed()).isEqualTo(isNamed);
  }

  @Test
  void memoryIsFoundByTheWordsAroundItAndLessThanByItsOwn() {
    IndexDocument question = put(memory("Have you been to Lisbon"));
    IndexDocument answer =
        put(memory("Yes, twice").around(around(1, "Have you been to Lisbon", 0.5)));

    List<IndexHit> hits = opened.search(TENANT, search("Lisbon").wordsOnly().query()).hits();

    assertThat(hits.stream().sorted(Comparator.comparingDouble(h -> -h.lexical().orElseThrow())))
        .extracting(IndexHit::id)
        .containsExactly(question.id(), answer.id());
  }

  @Test
  void surroundingsOfAnotherStateReplaceEarlierOnesAtTheSameVersion() {
    Memories answer = memory("Yes, twice").around(around(1, "Have you been to Lisbon", 1));
    put(answer);

    put(answer.around(around(2, "Have you been to Porto", 1)));

    assertThat(found(search("Lisbon").wordsOnly())).isEmpty();
    assertThat(found(search("Porto").wordsOnly())).hasSize(1);
  }

  @Test
  void surroundingsOfTheSameStateAreNoNews() {
    Memories answer = memory("Yes, twice").around(around(1, "Have you been to Lisbon", 1));
    put(answer);

    put(answer.around(around(1, "never looked at", 1)));

    assertThat(found(search("Lisbon").wordsOnly())).hasSize(1);
  }

  private static Surroundings around(long state, String text, double weight) {
    return new Surroundings(List.of(new Surroundings.Nearby(text, weight)), state);
  }

  @Test
  void oppositeVectorHasANegativeScore() {
    float[] opposite = Memories.embed("tea").toArray();
    for (int i = 0; i < opposite.length; i++) {
      opposite[i] = -opposite[i];
    }
    put(memory("tea"));

    IndexHit hit = onlyHit(search("tea").vectorOnly().vector(Embedding.of(opposite)));

    assertThat(hit.dense().orElseThrow()).isCloseTo(-1, within(1e-3));
  }

  @Test
  void hitOfOneLegHasTheOtherScoreToo() {
    IndexDocument words = put(memory("kiwi").vector(Memories.embed("something else")));
    IndexDocument vector = put(memory("apple pear kiwi plum").vector(Memories.embed("kiwi")));

    List<IndexHit> hits = opened.search(TENANT, search("kiwi").depth(1).query()).hits();

    assertThat(hits).extracting(IndexHit::id).containsExactlyInAnyOrder(words.id(), vector.id());
    assertThat(hits).allMatch(hit -> hit.dense().isPresent() && hit.lexical().isPresent());
  }

  @Test
  void memoryWithoutVectorIsFoundByWordsOnly() {
    IndexDocument tea = put(memory("Ann prefers green tea").vector(null));

    assertThat(found(search("tea").vectorOnly())).isEmpty();
    assertThat(found(search("tea"))).containsExactly(tea.id());
    assertThat(onlyHit(search("tea")).dense()).isEmpty();
  }

  @Test
  void memoryGetsItsVectorLaterAtTheSameVersion() {
    UUID id = put(memory("Ann prefers green tea").vector(null)).id();

    put(memory("Ann prefers green tea").id(id));

    assertThat(found(search("tea").vectorOnly())).containsExactly(id);
  }

  @Test
  void queryWithoutAnyWordFindsNothingByWords() {
    put(memory("Ann prefers green tea"));

    assertThat(found(search("?!  ...").wordsOnly())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "They rescheduled the meetings, meeting",
    "Ann's dog barks, dogs of Ann",
    "Ann’s dog barks, ann",
    "Café in Zürich, cafe zurich",
    "ＦＵＬＬ width, full",
    "東京タワーに行きました, 東京",
    "我喜欢绿茶, 绿茶",
    "version 3.14 of node.js, 3.14",
    "Москва слезам не верит, москва",
    "mail ann@example.com about ADR-17, adr 17",
  })
  void wordsAreFoundInTheirOtherForms(String text, String words) {
    IndexDocument memory = put(memory(text).vector(null));

    assertThat(found(search(words).wordsOnly())).containsExactly(memory.id());
  }

  @Test
  void functionWordsOfAQuestionFindNothing() {
    IndexDocument tea = put(memory("Ann drank tea yesterday").vector(null));
    put(memory("what did she do when they were there").vector(null));

    assertThat(found(search("When did she drink tea, and what was it?").wordsOnly()))
        .containsExactly(tea.id());
  }

  @Test
  void questionOfFunctionWordsOnlyKeepsThem() {
    IndexDocument band = put(memory("We heard the Who in Leeds").vector(null));
    put(memory("Ann drank tea").vector(null));

    assertThat(found(search("The Who").wordsOnly())).containsExactly(band.id());
  }

  @Test
  void rarerWordsAndShorterTextsScoreHigher() {
    IndexDocument rare = put(memory("the parrot sings"));
    for (int i = 0; i < 10; i++) {
      put(memory("the dog barks at number " + i));
    }
    put(memory("the dog and the parrot and the cat and the mouse live in the house on the hill"));

    List<IndexHit> hits =
        opened.search(TENANT, search("dog parrot").wordsOnly().query()).hits().stream()
            .sorted(Comparator.comparingDouble(hit -> -hit.lexical().orElseThrow()))
            .toList();

    assertThat(hits.getFirst().id()).isEqualTo(rare.id());
    assertThat(hits).hasSize(12);
  }

  @Test
  void depthBoundsEachLeg() {
    for (int i = 0; i < 10; i++) {
      put(memory("tea number " + i));
    }

    assertThat(found(search("tea").wordsOnly().depth(3))).hasSize(3);
    assertThat(found(search("tea").vectorOnly().depth(3))).hasSize(3);
    assertThat(found(search("tea").depth(3))).hasSizeBetween(3, 6);
  }

  @Test
  void newerVersionReplacesTheOlder() {
    UUID id = put(memory("green tea")).id();

    put(memory("black coffee").id(id).version(2));

    assertThat(found(search("tea").wordsOnly())).isEmpty();
    assertThat(found(search("coffee").wordsOnly())).containsExactly(id);
    assertThat(onlyHit(search("coffee")).version()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"false, false", "true, false", "false, true", "true, true"})
  void olderChangeThatArrivesLateIsIgnored(boolean searched, boolean flushed) {
    UUID edited = put(memory("black coffee").version(2)).id();
    UUID removed = put(memory("green tea")).id();
    apply(new IndexChange.Remove(removed, 3));
    if (searched) {
      assertThat(found(search("coffee"))).containsExactly(edited);
    }
    if (flushed) {
      opened.flush(TENANT);
    }

    apply(
        memory("green tea").id(edited).put(),
        new IndexChange.Remove(edited, 1),
        memory("green tea").id(removed).version(2).put(),
        memory("green tea").id(removed).version(3).put());

    assertThat(found(search("tea coffee"))).containsExactly(edited);
    assertThat(onlyHit(search("tea coffee")).version()).isEqualTo(2);
  }

  @Test
  void changesOfOneCallFollowEachOther() {
    UUID id = UUID.randomUUID();

    apply(
        memory("one").id(id).put(),
        new IndexChange.Remove(id, 2),
        memory("three").id(id).version(3).put(),
        memory("two").id(id).version(2).put());

    assertThat(found(search("one two three"))).containsExactly(id);
    assertThat(onlyHit(search("three")).version()).isEqualTo(3);
  }

  @Test
  void removalOfSomethingUnknownHoldsAgainstItsLatePut() {
    UUID id = UUID.randomUUID();
    apply(new IndexChange.Remove(id, 2));

    apply(memory("green tea").id(id).put());

    assertThat(found(search("tea"))).isEmpty();
  }

  @Test
  void removedMemoryCanComeBackAsANewerVersion() {
    UUID id = put(memory("green tea")).id();
    apply(new IndexChange.Remove(id, 2));

    put(memory("green tea").id(id).version(3));

    assertThat(found(search("tea"))).containsExactly(id);
  }

  @Test
  void sameChangesAgainChangeNothing() {
    List<IndexChange> changes =
        List.of(memory("green tea").put(), memory("black tea").put(), memory("no tea").put());
    opened.apply(TENANT, changes);
    opened.apply(TENANT, List.of(new IndexChange.Remove(changes.get(2).id(), 2)));
    List<UUID> before = ids(opened.search(TENANT, search("green tea").query()));

    opened.apply(TENANT, changes);
    opened.flush(TENANT);
    opened.apply(TENANT, changes);

    // Not the scores: the statistics of words may count what was replaced until it is merged away.
    assertThat(ids(opened.search(TENANT, search("green tea").query())))
        .containsExactlyInAnyOrderElementsOf(before)
        .hasSize(2);
  }

  private static List<UUID> ids(IndexAnswer answer) {
    return answer.hits().stream().map(IndexHit::id).toList();
  }

  @Test
  void onlyTheScopesOfTheQueryAreSearched() {
    UUID mine = put(memory("green tea")).id();
    UUID theirs = put(memory("green tea").scope(OTHER_SCOPE)).id();

    assertThat(found(search("tea"))).containsExactly(mine);
    assertThat(found(search("tea").scopes(SCOPE, OTHER_SCOPE)))
        .containsExactlyInAnyOrder(mine, theirs);
    assertThat(found(search("tea").scopes(UUID.randomUUID()))).isEmpty();
    assertThat(found(search("tea").scopes())).isEmpty();
  }

  @Test
  void layersAndKindsNarrow() {
    UUID fact = put(memory("green tea")).id();
    UUID note = put(memory("green tea").kind("note").layer(Layer.COMPANY)).id();

    assertThat(found(search("tea").layers(Layer.USER))).containsExactly(fact);
    assertThat(found(search("tea").layers(Layer.USER, Layer.COMPANY)))
        .containsExactlyInAnyOrder(fact, note);
    assertThat(found(search("tea").layers(Layer.TEAM))).isEmpty();
    assertThat(found(search("tea").kinds("note"))).containsExactly(note);
    assertThat(found(search("tea").kinds("note", "fact"))).hasSize(2);
    assertThat(found(search("tea").kinds("note").layers(Layer.USER))).isEmpty();
  }

  @Test
  void allTagsMustBeThere() {
    UUID both = put(memory("green tea").tags("drink", "hot")).id();
    UUID one = put(memory("green tea").tags("drink")).id();
    put(memory("green tea"));

    assertThat(found(search("tea").tags("drink"))).containsExactlyInAnyOrder(both, one);
    assertThat(found(search("tea").tags("drink", "hot"))).containsExactly(both);
    assertThat(found(search("tea").tags("Drink"))).isEmpty();
  }

  @Test
  void veryLongTagIsFound() {
    String tag = "x".repeat(40_000);
    UUID id = put(memory("green tea").tags(tag + "a")).id();

    assertThat(found(search("tea").tags(tag + "a"))).containsExactly(id);
    assertThat(found(search("tea").tags(tag + "b"))).isEmpty();
  }

  @Test
  void memoryIsFoundOnlyAsOfTheTimeItHolds() {
    Instant from = NOW.minus(Duration.ofDays(2));
    Instant to = NOW.minus(Duration.ofDays(1));
    UUID id = put(memory("green tea").valid(from, to)).id();
    Duration tick = Duration.ofNanos(1000);

    assertThat(found(search("tea").asOf(from.minus(tick)))).isEmpty();
    assertThat(found(search("tea").asOf(from))).containsExactly(id);
    assertThat(found(search("tea").asOf(to.minus(tick)))).containsExactly(id);
    assertThat(found(search("tea").asOf(to))).isEmpty();
    assertThat(found(search("tea"))).isEmpty();
  }

  @Test
  void expiredMemoryIsNotFoundAsOfAnyTime() {
    UUID id = put(memory("green tea").expiresAt(NOW)).id();
    Instant before = NOW.minusMillis(1);

    assertThat(found(search("tea").now(before))).containsExactly(id);
    assertThat(found(search("tea"))).isEmpty();
    assertThat(found(search("tea").asOf(before))).isEmpty();
  }

  @Test
  void timesAtTheEndsOfTheCalendarAreTimes() {
    UUID id = put(memory("green tea").valid(Instant.MIN, Instant.MAX).expiresAt(Instant.MAX)).id();

    assertThat(found(search("tea").asOf(Instant.EPOCH.minus(Duration.ofDays(800_000)))))
        .containsExactly(id);
  }

  @Test
  void tenantsAreApartInResultsAndStatistics() {
    UUID other = UUID.randomUUID();
    UUID mine = put(memory("green tea")).id();
    double alone = onlyHit(search("tea")).lexical().orElseThrow();

    for (int i = 0; i < 20; i++) {
      opened.apply(other, List.of(memory("tea tea tea in another house " + i).put()));
    }

    assertThat(found(search("tea"))).containsExactly(mine);
    assertThat(onlyHit(search("tea")).lexical().orElseThrow()).isEqualTo(alone);
    assertThat(found(opened, other, search("tea"))).hasSize(20).doesNotContain(mine);
  }

  @Test
  void indexIsCompleteOnceItsOwnerSaysSo() {
    assertThat(opened.isComplete(TENANT)).isFalse();

    assertThat(opened.markComplete(TENANT, opened.incarnation(TENANT))).isTrue();
    put(memory("green tea"));

    assertThat(opened.isComplete(TENANT)).isTrue();
    assertThat(opened.isComplete(UUID.randomUUID())).isFalse();
  }

  @Test
  void droppedTenantIsNew() {
    put(memory("green tea"));
    assertThat(opened.markComplete(TENANT, opened.incarnation(TENANT))).isTrue();

    opened.drop(TENANT);

    assertThat(opened.isComplete(TENANT)).isFalse();
    assertThat(found(search("tea"))).isEmpty();
    UUID id = put(memory("green tea")).id();
    assertThat(found(search("tea"))).containsExactly(id);
  }

  @Test
  void indexIsAvailable() {
    assertThat(opened.isAvailable()).isTrue();
  }

  @Test
  void nearestOfASelectiveFilterAreTheTrueNearest() {
    RandomGenerator random = random();
    List<IndexDocument> documents =
        IntStream.range(0, 3000)
            .mapToObj(
                i ->
                    memory("m" + i)
                        .vector(randomVector(random))
                        .kind("kind" + i % 150)
                        .scope(i % 3 == 0 ? OTHER_SCOPE : SCOPE)
                        .document())
            .toList();
    for (int i = 0; i < documents.size(); i += 500) {
      opened.apply(
          TENANT,
          documents.subList(i, i + 500).stream()
              .map(document -> (IndexChange) new IndexChange.Put(document))
              .toList());
    }
    int wrong = 0;
    for (int i = 0; i < 50; i++) {
      Embedding target = randomVector(random);
      String kind = "kind" + random.nextInt(150);
      Set<UUID> expected =
          documents.stream()
              .filter(d -> d.kind().equals(kind) && d.scopeId().equals(SCOPE))
              .sorted(Comparator.comparingDouble(d -> -target.cosine(vectorOf(d))))
              .limit(10)
              .map(IndexDocument::id)
              .collect(Collectors.toSet());
      Set<UUID> actual = found(search("x").vectorOnly().vector(target).kinds(kind).depth(10));
      wrong += (int) expected.stream().filter(id -> !actual.contains(id)).count();
    }
    assertThat(wrong).isLessThanOrEqualTo(5);
  }

  private static Embedding vectorOf(IndexDocument document) {
    return java.util.Objects.requireNonNull(document.vector());
  }

  private static Embedding randomVector(RandomGenerator random) {
    float[] vector = new float[64];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return Embedding.of(vector);
  }

  private static RandomGenerator random() {
    long seed = RandomGenerator.getDefault().nextLong();
    System.out.println("seed " + seed);
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  /** Random changes in random order against a plain map: a search finds what the map says. */
  @Test
  void whateverHappensSearchesFindWhatShouldBeThere() {
    RandomGenerator random = random();
    List<UUID> tenants = Stream.generate(UUID::randomUUID).limit(2).toList();
    List<UUID> scopes = Stream.generate(UUID::randomUUID).limit(4).toList();
    List<UUID> ids = Stream.generate(UUID::randomUUID).limit(40).toList();
    Map<UUID, Map<UUID, IndexChange>> truth = new HashMap<>();
    tenants.forEach(tenant -> truth.put(tenant, new HashMap<>()));
    for (int round = 0; round < 300; round++) {
      UUID tenant = tenants.get(random.nextInt(tenants.size()));
      List<IndexChange> changes = new ArrayList<>();
      for (int i = random.nextInt(6); i > 0; i--) {
        changes.add(randomChange(random, ids.get(random.nextInt(ids.size())), scopes));
      }
      opened.apply(tenant, changes);
      changes.forEach(
          change ->
              truth
                  .getOrDefault(tenant, Map.of())
                  .merge(change.id(), change, HybridIndexContract::newer));
      if (random.nextInt(10) == 0) {
        opened.flush(tenant);
      }
      checkRandomNear(random, tenant, truth.getOrDefault(tenant, Map.of()), scopes);
      if (random.nextInt(3) == 0) {
        checkRandomSearch(random, tenant, truth.getOrDefault(tenant, Map.of()), scopes);
      }
    }
  }

  private static IndexChange newer(IndexChange held, IndexChange change) {
    boolean isNewer =
        change.version() > held.version()
            || (change.version() == held.version() && held instanceof IndexChange.Put);
    return isNewer ? change : held;
  }

  private static IndexChange randomChange(RandomGenerator random, UUID id, List<UUID> scopes) {
    long version = random.nextInt(30);
    if (random.nextInt(4) == 0) {
      return new IndexChange.Remove(id, version);
    }
    return memory("word " + "abcdefgh".charAt(random.nextInt(8)))
        .id(id)
        .version(version)
        .scope(scopes.get(random.nextInt(scopes.size())))
        .layer(Layer.values()[random.nextInt(Layer.values().length)])
        .kind(random.nextBoolean() ? "fact" : "note")
        .tags(random.nextBoolean() ? new String[] {"x"} : new String[] {"x", "y"})
        .valid(randomTime(random), randomTime(random))
        .expiresAt(randomTime(random))
        .around(around(random.nextLong(), "nearby", 0.5))
        .put();
  }

  private static @org.jspecify.annotations.Nullable Instant randomTime(RandomGenerator random) {
    return random.nextInt(3) == 0 ? NOW.plusSeconds(random.nextInt(-5, 6)) : null;
  }

  private void checkRandomNear(
      RandomGenerator random, UUID tenant, Map<UUID, IndexChange> truth, List<UUID> scopes) {
    List<NearQuery> queries =
        Stream.generate(
                () ->
                    new NearQuery(
                        scopes.get(random.nextInt(scopes.size())),
                        Memories.embed("word " + "abcdefgh".charAt(random.nextInt(8))),
                        NOW.plusSeconds(random.nextInt(-6, 7)),
                        0.95,
                        100))
            .limit(3)
            .toList();
    List<Set<UUID>> expected =
        queries.stream()
            .map(
                query ->
                    truth.values().stream()
                        .filter(IndexChange.Put.class::isInstance)
                        .map(change -> ((IndexChange.Put) change).document())
                        .filter(
                            d ->
                                d.scopeId().equals(query.scope())
                                    && vectorOf(d).cosine(query.vector()) >= query.least()
                                    && holds(d, query.now(), query.now()))
                        .map(IndexDocument::id)
                        .collect(Collectors.toSet()))
            .toList();

    List<List<UUID>> actual = opened.near(tenant, queries);

    assertThat(actual).allSatisfy(ids -> assertThat(ids).doesNotHaveDuplicates());
    assertThat(actual.stream().map(Set::copyOf).toList()).isEqualTo(expected);
  }

  private static boolean holds(IndexDocument d, Instant asOf, Instant now) {
    return (d.validFrom() == null || !d.validFrom().isAfter(asOf))
        && (d.validTo() == null || d.validTo().isAfter(asOf))
        && (d.expiresAt() == null || d.expiresAt().isAfter(now));
  }

  private void checkRandomSearch(
      RandomGenerator random, UUID tenant, Map<UUID, IndexChange> truth, List<UUID> scopes) {
    Set<UUID> visible = new HashSet<>(scopes);
    visible.removeIf(scope -> random.nextBoolean());
    Instant asOf = NOW.plusSeconds(random.nextInt(-6, 7));
    Instant now = NOW.plusSeconds(random.nextInt(-6, 7));
    Memories.Search search = search("word").scopes(visible).asOf(asOf).now(now).depth(100);
    String kind = random.nextInt(3) == 0 ? "fact" : "";
    if (!kind.isEmpty()) {
      search.kinds(kind);
    }
    String tag = random.nextInt(3) == 0 ? "y" : "x";
    search.tags(tag);
    switch (random.nextInt(3)) {
      case 0 -> search.wordsOnly();
      case 1 -> search.vectorOnly();
      default -> {}
    }

    Map<UUID, Long> expected = new HashMap<>();
    for (IndexChange change : truth.values()) {
      if (change instanceof IndexChange.Put(IndexDocument d)
          && visible.contains(d.scopeId())
          && (kind.isEmpty() || d.kind().equals(kind))
          && d.tags().contains(tag)
          && holds(d, asOf, now)) {
        expected.put(d.id(), d.version());
      }
    }
    Map<UUID, Long> actual =
        opened.search(tenant, search.query()).hits().stream()
            .collect(Collectors.toMap(IndexHit::id, IndexHit::version));
    assertThat(actual).isEqualTo(expected);
  }
}
