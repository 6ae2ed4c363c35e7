package io.mnemon.memory.upkeep;

import static io.mnemon.memory.MemoryBuilder.memory;
import static io.mnemon.memory.MemoryBuilder.next;
import static io.mnemon.memory.upkeep.UpkeepWorld.TENANT;
import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.index.IndexChange;
import io.mnemon.memory.record.AfterCommit.Committed;
import io.mnemon.memory.record.Memory;
import io.mnemon.memory.record.MemoryFacts;
import io.mnemon.memory.record.Sensitivity;
import io.mnemon.tenancy.TenantScope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexFeedTest {
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
  void aCommittedMemoryIsFoundAtOnceByWordsAndByMeaning() {
    Memory kept = world.commit(memory("the door code is blue"));

    assertThat(world.findByWords("door")).containsExactly(kept.id());
    assertThat(world.findByMeaning("door")).containsExactly(kept.id());
  }

  @Test
  void manyChangesThatTakeMuchRoomReachTheIndexInSlices() {
    String name = "k".repeat(MemoryFacts.LONGEST_NAME);
    String fields =
        IntStream.range(0, 1_000)
            .mapToObj(i -> "\"%d\":1".formatted(i))
            .collect(Collectors.joining(","));
    String metadata = "{\"%s\":{%s}}".formatted(name, fields);
    List<Committed> batch = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Memory memory = memory("the door code is " + i).metadata(metadata).build();
      long row = world.keep(memory);
      batch.add(
          new Committed(
              world
                  .memories
                  .stored(TenantScope.system(TENANT, "test"), Set.of(memory.id()))
                  .getFirst(),
              row));
    }

    world.feed.committed(TENANT, batch);
    world.index.flush(TENANT);

    assertThat(world.findByWords("door")).hasSize(100);
    assertThat(world.index.mostBytes())
        .isBetween(Slices.MOST_BYTES, Slices.MOST_BYTES + 1024 * 1024);
  }

  @Test
  void aRowIsDoneOnlyAfterAFlush() {
    world.commit(memory("the door code is blue"));
    assertThat(world.backlog.size()).isEqualTo(1);
    assertThat(world.feed.unflushedRows()).isEqualTo(1);

    world.feed.flush();

    assertThat(world.backlog.size()).isZero();
    assertThat(world.feed.unflushedRows()).isZero();
  }

  @Test
  void whatACrashTookFromTheIndexIsAppliedAgainExactlyOnce() {
    Memory flushed = world.commit(memory("the first door"));
    world.feed.flush();
    Memory unflushed = world.commit(memory("the second door"));

    world = world.crash(temp.resolve("after"));
    assertThat(world.findByWords("door")).containsExactly(flushed.id());
    world.relayAll();

    assertThat(world.findByWords("door")).containsExactlyInAnyOrder(flushed.id(), unflushed.id());
    assertThat(world.backlog.size()).isZero();
  }

  @Test
  void aCrashBetweenFlushAndOutboxDoesNoHarm() {
    Memory kept = world.commit(memory("the door code is blue"));
    world.index.flush(TENANT);

    world = world.crash(temp.resolve("after"));
    world.relayAll();

    assertThat(world.findByWords("door")).containsExactly(kept.id());
    assertThat(world.backlog.size()).isZero();
  }

  @Test
  void aDeletionSurvivesACrashBeforeItsFlush() {
    Memory kept = world.commit(memory("the door code is blue"));
    world.feed.flush();
    world.delete(kept);

    world = world.crash(temp.resolve("after"));
    world.relayAll();

    assertThat(world.findByWords("door")).isEmpty();
    assertThat(world.backlog.size()).isZero();
  }

  @Test
  void withoutTheIndexACommitSucceedsAndTheRelayBringsItLater() {
    world.index.setUp(false);
    Memory kept = world.commit(memory("the door code is blue"));
    world.feed.flush();
    world.relayAll();
    assertThat(world.backlog.size()).isEqualTo(1);

    world.index.setUp(true);
    world.relayAll();

    assertThat(world.findByWords("door")).containsExactly(kept.id());
    assertThat(world.backlog.size()).isZero();
  }

  @Test
  void aFlushThatFailsIsTriedAgain() {
    world.commit(memory("the door code is blue"));
    world.index.setCanFlush(false);
    world.feed.flush();
    assertThat(world.backlog.size()).isEqualTo(1);

    world.index.setCanFlush(true);
    world.feed.flush();

    assertThat(world.backlog.size()).isZero();
  }

  @Test
  void rowsThatCannotBeRemovedAreRemovedLater() {
    world.commit(memory("the door code is blue"));
    world.backlog.setUp(false);
    world.feed.flush();
    world.backlog.setUp(true);
    assertThat(world.backlog.size()).isEqualTo(1);

    world.feed.flush();

    assertThat(world.backlog.size()).isZero();
  }

  @Test
  void moreRowsThanMayBeRememberedAreLeftToTheRelay() {
    int bound = UpkeepWorld.LIMITS.mostUnflushedRows();
    for (int i = 0; i < bound + 3; i++) {
      world.commit(memory("door number " + i));
    }
    assertThat(world.feed.unflushedRows()).isEqualTo(bound);

    world.feed.flush();
    assertThat(world.backlog.size()).isEqualTo(3);
    world.relayAll();

    assertThat(world.backlog.size()).isZero();
  }

  @Test
  void aTextOfWhichTheModelTakesNothingTakesNoOthersVectorAndIsDone() {
    world.embedder.setUp(false);
    for (int i = 0; i < 10; i++) {
      world.commit(memory("door number " + i));
    }
    Memory refused = world.commit(memory("the key hangs at door number 7"));
    world.embedder.setUp(true);
    world.embedder.refuse(refused.attributes().content());

    world.relayAll();

    assertThat(world.findByMeaning("door")).hasSize(10).doesNotContain(refused.id());
    assertThat(world.findByWords("key")).containsExactly(refused.id());
    assertThat(world.backlog.size()).isZero();
  }

  @Test
  void withoutTheModelAMemoryIsFoundByWordsAndGetsItsVectorLater() {
    world.embedder.setUp(false);
    Memory kept = world.commit(memory("the door code is blue"));
    world.feed.flush();
    world.relayAll();
    assertThat(world.findByWords("door")).containsExactly(kept.id());
    assertThat(world.backlog.size()).isEqualTo(1);

    world.embedder.setUp(true);
    assertThat(world.findByMeaning("door")).isEmpty();
    world.relayAll();

    assertThat(world.findByMeaning("door")).containsExactly(kept.id());
    assertThat(world.backlog.size()).isZero();
  }

  @Test
  void whatWaitsForItsVectorIsFoundByWordsAfterACrash() {
    world.embedder.setUp(false);
    Memory kept = world.commit(memory("the door code is blue"));

    world = world.crash(temp.resolve("after"));
    world.relayAll();

    assertThat(world.findByWords("door")).containsExactly(kept.id());
    assertThat(world.backlog.size()).isEqualTo(1);
  }

  @Test
  void aChangeThatComesLateDoesNotOverwriteANewerOne() {
    Memory first = world.commit(memory("the door code is blue"));
    world.commit(next(first, "the door code is green"));
    world.relayAll();
    world.relayAll();

    assertThat(world.findByWords("blue")).isEmpty();
    assertThat(world.findByWords("green")).containsExactly(first.id());
    assertThat(world.backlog.size()).isZero();
  }

  @Test
  void aDeletedMemoryIsGoneFromTheIndex() {
    Memory kept = world.commit(memory("the door code is blue"));
    world.delete(kept);
    world.feed.flush();

    assertThat(world.findByWords("door")).isEmpty();
    assertThat(world.findByMeaning("door")).isEmpty();
    assertThat(world.backlog.size()).isZero();
  }

  @Test
  void aMemoryThatBecomesSecretLeavesTheIndex() {
    Memory kept = world.commit(memory("the door code is blue"));
    world.commit(next(kept, "the door code is blue").sensitivity(Sensitivity.SECRET));

    assertThat(world.findByWords("door")).isEmpty();
    assertThat(world.findByMeaning("door")).isEmpty();
  }

  @Test
  void aSecretNeverReachesTheIndexAndWaitsForNoVector() {
    world.embedder.setUp(false);
    world.commit(memory("the door code is blue").sensitivity(Sensitivity.SECRET));
    world.feed.flush();

    assertThat(world.index.applied()).hasOnlyElementsOfType(IndexChange.Remove.class);
    assertThat(world.backlog.size()).isZero();
  }

  @Test
  void ofAPrivateMemoryTheIndexSeesOnlyHashesAndTheVector() {
    Memory kept = world.commit(memory("blue door").sensitivity(Sensitivity.PRIVATE));

    assertThat(world.index.applied())
        .isNotEmpty()
        .allSatisfy(
            change ->
                assertThat(((IndexChange.Put) change).document().text())
                    .matches("[bcdfghjklmnpqrtv]{20} [bcdfghjklmnpqrtv]{20}"));
    assertThat(world.findByWords("door")).isEmpty();
    assertThat(world.findByWords(world.blindTerms.ofText(TENANT, "Doors")))
        .containsExactly(kept.id());
    assertThat(world.findByMeaning("blue door")).containsExactly(kept.id());
  }
}
