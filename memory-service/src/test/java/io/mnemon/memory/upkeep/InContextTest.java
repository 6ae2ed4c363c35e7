package io.mnemon.memory.upkeep;

import static io.mnemon.memory.MemoryBuilder.EVENT_TIME;
import static io.mnemon.memory.MemoryBuilder.memory;
import static io.mnemon.memory.MemoryBuilder.next;
import static io.mnemon.memory.upkeep.UpkeepWorld.TENANT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mnemon.index.IndexChange;
import io.mnemon.index.IndexDocument;
import io.mnemon.index.Surroundings.Nearby;
import io.mnemon.memory.MemoryBuilder;
import io.mnemon.memory.record.Kind;
import io.mnemon.memory.record.Memory;
import io.mnemon.memory.record.Sensitivity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Turns are found in the context of their conversation, whichever way they came. */
class InContextTest {
  private static final String WORDS =
      "harbour lantern violin glacier saffron compass meadow orchid";

  @TempDir Path temp;
  private UpkeepWorld world;

  @BeforeEach
  void open() {
    world = new UpkeepWorld(temp.resolve("index"));
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void aTurnIsFoundByWhatWasSaidAroundIt() {
    List<Memory> turns = talk("harbour", "yes", "lantern", "no", "violin");
    world.feed.flush();

    assertThat(world.findByWords("harbour"))
        .containsExactlyInAnyOrder(id(turns, 0), id(turns, 1), id(turns, 2));
    assertThat(world.findByWords("violin"))
        .containsExactlyInAnyOrder(id(turns, 2), id(turns, 3), id(turns, 4));
  }

  @Test
  void nearerTurnsCountMore() {
    List<Memory> turns = talk("harbour", "lantern", "violin");
    world.feed.flush();

    assertThat(document(turns.get(2)).around().texts())
        .extracting(Nearby::text)
        .containsExactly("harbour", "lantern");
    assertThat(document(turns.get(2)).around().texts())
        .extracting(Nearby::weight)
        .isSorted()
        .doesNotHaveDuplicates();
  }

  @Test
  void theVectorOfATurnLeansTowardsItsNeighbours() {
    List<Memory> turns = talk("harbour", "yes");
    world.feed.flush();

    var alone = world.embedder.embedQuery("yes");
    var inContext = Objects.requireNonNull(document(turns.get(1)).vector());
    var towards = world.embedder.embedQuery("harbour");
    assertThat(inContext.cosine(towards)).isGreaterThan(alone.cosine(towards));
    assertThat(inContext.cosine(alone)).isGreaterThan(inContext.cosine(towards));
  }

  @Test
  void turnsOfAnotherEpisodeAreNoContext() {
    world.commit(turn(0, "harbour").episode("one"));
    Memory other = world.commit(turn(1, "yes").episode("other"));
    world.feed.flush();

    assertThat(document(other).around().texts()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"FACT", "PREFERENCE", "NOTE"})
  void whatIsNoTurnStandsAlone(Kind kind) {
    Memory fact = world.commit(turn(0, "harbour").kind(kind));
    Memory turn = world.commit(turn(1, "yes"));
    world.feed.flush();

    assertThat(document(fact).around().texts()).isEmpty();
    assertThat(document(turn).around().texts()).isEmpty();
  }

  @Test
  void aLongTurnStandsAlone() {
    Memory answer = world.commit(turn(1, "word ".repeat(150)));
    world.commit(turn(0, "harbour"));
    world.feed.flush();

    assertThat(document(answer).around().texts()).isEmpty();
  }

  @Test
  void ofALongNeighbourOnlyTheBeginningCounts() {
    world.commit(turn(0, "word ".repeat(150) + "harbour"));
    Memory turn = world.commit(turn(1, "yes"));
    world.feed.flush();

    assertThat(document(turn).around().texts())
        .singleElement()
        .satisfies(nearby -> assertThat(Words.count(nearby.text())).isEqualTo(60));
  }

  @Test
  void whatWasSaidInSecretHelpsNobody() {
    world.commit(turn(0, "harbour").sensitivity(Sensitivity.SECRET));
    Memory turn = world.commit(turn(1, "yes"));
    world.feed.flush();

    assertThat(document(turn).around().texts()).isEmpty();
  }

  @Test
  void whatExpiresIsNoContextOfWhatStays() {
    world.commit(turn(0, "harbour").expires(EVENT_TIME.plusSeconds(60)));
    Memory turn = world.commit(turn(1, "yes"));
    Memory shorter = world.commit(turn(2, "no").expires(EVENT_TIME.plusSeconds(30)));
    world.feed.flush();

    assertThat(document(turn).around().texts()).isEmpty();
    assertThat(document(shorter).around().texts())
        .extracting(Nearby::text)
        .containsExactly("harbour", "yes");
  }

  @Test
  void ofAPrivateNeighbourOnlyHashesAreSeen() {
    world.commit(turn(0, "harbour").sensitivity(Sensitivity.PRIVATE));
    Memory turn = world.commit(turn(1, "yes"));
    world.feed.flush();

    assertThat(document(turn).around().texts())
        .extracting(Nearby::text)
        .containsExactly(world.blindTerms.ofText(TENANT, "harbour"));
  }

  @Test
  void ofAPrivateTurnTheSpeakerIsHashedToo() {
    Memory turn = world.commit(turn(0, "Caroline: harbour").sensitivity(Sensitivity.PRIVATE));

    assertThat(document(turn).speaker()).isEqualTo(world.blindTerms.ofText(TENANT, "Caroline"));
  }

  @Test
  void whatATurnSaidIsForgottenWithIt() {
    List<Memory> turns = talk("yes", "harbour", "no");
    world.feed.flush();

    world.delete(turns.get(1));
    world.feed.flush();

    assertThat(world.findByWords("harbour")).isEmpty();
  }

  @Test
  void whatATurnSaidBeforeItsChangeIsForgotten() {
    List<Memory> turns = talk("yes", "harbour", "no");
    world.feed.flush();

    world.commit(
        next(turns.get(1), "lantern")
            .kind(Kind.EPISODE)
            .episode("talk")
            .at(EVENT_TIME.plusSeconds(1)));
    world.feed.flush();

    assertThat(world.findByWords("harbour")).isEmpty();
    assertThat(world.findByWords("lantern")).hasSize(3);
  }

  @Test
  void aTurnThatMovesLeavesTheContextOfItsOldPlace() {
    List<Memory> turns = talk("harbour", "a", "b", "c", "d", "e");
    world.feed.flush();

    world.commit(
        next(turns.get(0), "harbour")
            .kind(Kind.EPISODE)
            .episode("talk")
            .at(EVENT_TIME.plusSeconds(9)));
    world.feed.flush();

    assertThat(world.findByWords("harbour"))
        .containsExactlyInAnyOrder(id(turns, 0), id(turns, 4), id(turns, 5));
  }

  @Test
  void aCrashBeforeTheContextLeavesItToTheRelay() {
    List<Memory> turns = talk("harbour", "yes");

    world = world.crash(temp.resolve("after"));
    world.relayAll();

    assertThat(world.findByWords("harbour")).containsExactlyInAnyOrder(id(turns, 0), id(turns, 1));
    assertThat(world.backlog.size()).isZero();
  }

  @Test
  void aRebuildBringsTurnsIntoContext() {
    List<Memory> turns = talk("harbour", "yes", "lantern");
    world.feed.flush();

    world = world.loseIndex(temp.resolve("new"));
    assertThat(world.rebuild.isComplete(TENANT)).isTrue();

    assertThat(world.findByWords("harbour"))
        .containsExactlyInAnyOrder(id(turns, 0), id(turns, 1), id(turns, 2));
  }

  /** Law: what the index says of a turn depends on the conversation, not on how it came about. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void anyOrderOfArrivalLeadsToTheSameIndex(long seed) {
    Random random = new Random(seed);
    List<MemoryBuilder> drafts = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      drafts.add(turn(i, WORDS.split(" ", -1)[random.nextInt(8)]).id(new UUID(seed, i)));
    }
    Collections.shuffle(drafts, random);
    List<Memory> kept = new ArrayList<>();
    for (MemoryBuilder draft : drafts) {
      kept.add(world.commit(draft));
      if (random.nextInt(3) == 0) {
        world.feed.flush();
      }
      if (random.nextInt(4) == 0) {
        world.relayAll();
      }
    }
    world.delete(kept.removeFirst());
    world.feed.flush();
    world.relayAll();

    List<String> lived = found();
    world = world.loseIndex(temp.resolve("new" + seed));
    world.rebuild.isComplete(TENANT);
    await().until(() -> world.rebuild.running().isEmpty());

    assertThat(lived).isEqualTo(found());
  }

  private List<String> found() {
    return Stream.of(WORDS.split(" ", -1))
        .map(word -> word + world.findByWords(word).stream().sorted().toList())
        .toList();
  }

  /** Commits one turn after the other. */
  private List<Memory> talk(String... said) {
    List<Memory> turns = new ArrayList<>();
    for (String text : said) {
      turns.add(world.commit(turn(turns.size(), text)));
    }
    return turns;
  }

  private static MemoryBuilder turn(int second, String text) {
    return memory(text).kind(Kind.EPISODE).episode("talk").at(EVENT_TIME.plusSeconds(second));
  }

  /** What the index was last told of a memory. */
  private IndexDocument document(Memory memory) {
    return world.index.applied().reversed().stream()
        .filter(change -> change.id().equals(memory.id()))
        .map(change -> ((IndexChange.Put) change).document())
        .findFirst()
        .orElseThrow();
  }

  private static UUID id(List<Memory> turns, int place) {
    return turns.get(place).id();
  }
}
