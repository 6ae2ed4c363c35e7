package io.mnemon.memory.upkeep;

import static io.mnemon.memory.MemoryBuilder.memory;
import static io.mnemon.memory.MemoryBuilder.next;
import static io.mnemon.memory.upkeep.UpkeepWorld.TENANT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mnemon.memory.record.Memory;
import io.mnemon.memory.upkeep.Rebuild.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RebuildTest {
  private static final int MANY = 3 * UpkeepWorld.LIMITS.page() + 5;

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
  void aTenantWithoutMemoriesIsCompleteAtOnce() {
    assertThat(world.rebuild.isComplete(TENANT)).isTrue();
  }

  @Test
  void aNewTenantIsCompleteWithItsFirstMemory() {
    world.commit(memory("the door code is blue"));

    assertThat(world.index.isComplete(TENANT)).isTrue();
  }

  @Test
  void aLostIndexIsRebuiltFromTheRecordWithoutEmbedding() {
    List<Memory> kept = commitMany();
    world = world.loseIndex(temp.resolve("new"));
    long embeddedBefore = world.embedder.embedded();

    assertThat(world.rebuild.isComplete(TENANT)).isFalse();
    awaitComplete();

    assertThat(world.embedder.embedded()).isEqualTo(embeddedBefore);
    assertThat(world.findByWords("door"))
        .containsExactlyInAnyOrderElementsOf(kept.stream().map(Memory::id).toList());
    assertThat(world.findByMeaning("door")).hasSize(MANY);
    assertThat(world.rebuild.running()).isEmpty();
  }

  @Test
  void oneThatCannotBeReadHidesNoOther() {
    List<Memory> kept = commitMany();
    world = world.loseIndex(temp.resolve("new"));
    Memory lost = kept.get(1);
    world.memories.lose(lost.id());

    world.rebuild.isComplete(TENANT);
    awaitComplete();

    assertThat(world.findByWords("door")).hasSize(MANY - 1).doesNotContain(lost.id());
  }

  @Test
  void aRebuiltIndexIsStillCompleteAfterACrash() {
    commitMany();
    world = world.loseIndex(temp.resolve("new"));
    world.rebuild.isComplete(TENANT);
    awaitComplete();

    world = world.crash(temp.resolve("after"));

    assertThat(world.index.isComplete(TENANT)).isTrue();
    assertThat(world.findByWords("door")).hasSize(MANY);
  }

  @Test
  void whileARebuildRunsItTellsHowFarItIsAndIsNotBegunAgain() throws InterruptedException {
    commitMany();
    world = world.loseIndex(temp.resolve("new"));
    AtomicInteger pages = new AtomicInteger();
    CountDownLatch secondPage = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    world.index.beforeApply(
        () -> {
          if (pages.incrementAndGet() == 2) {
            secondPage.countDown();
            awaitLatch(goOn);
          }
        });

    assertThat(world.rebuild.isComplete(TENANT)).isFalse();
    assertThat(secondPage.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(world.rebuild.isComplete(TENANT)).isFalse();
    assertThat(world.rebuild.running())
        .containsEntry(TENANT, new Progress(UpkeepWorld.LIMITS.page(), MANY));
    goOn.countDown();
    awaitComplete();

    assertThat(pages).hasValue(4);
  }

  @Test
  void changesThatAreMadeDuringARebuildWin() {
    List<Memory> kept = commitMany();
    world = world.loseIndex(temp.resolve("new"));
    Memory updated = kept.getFirst();
    Memory deleted = kept.getLast();
    AtomicBoolean first = new AtomicBoolean(true);
    world.index.beforeApply(
        () -> {
          // The rebuild has read its first page and not applied it yet.
          if (first.compareAndSet(true, false)) {
            world.commit(next(updated, "a gate"));
            world.delete(deleted);
          }
        });

    world.rebuild.isComplete(TENANT);
    awaitComplete();

    assertThat(world.findByWords("gate")).containsExactly(updated.id());
    assertThat(world.findByWords("door"))
        .hasSize(MANY - 2)
        .doesNotContain(updated.id(), deleted.id());
  }

  @Test
  void aRebuildThatFailsBeginsAgainAfterARest() {
    commitMany();
    world = world.loseIndex(temp.resolve("new"));
    AtomicInteger attempts = new AtomicInteger();
    world.index.beforeApply(
        () -> {
          if (attempts.incrementAndGet() == 2) {
            throw new IllegalStateException("the test makes the second page fail");
          }
        });
    world.rebuild.isComplete(TENANT);
    await().until(() -> world.rebuild.running().isEmpty());

    assertThat(world.rebuild.isComplete(TENANT)).isFalse();
    assertThat(world.rebuild.running()).isEmpty();
    world.clock.advance(UpkeepWorld.LIMITS.retryAfter());
    world.rebuild.isComplete(TENANT);
    awaitComplete();

    assertThat(world.findByWords("door")).hasSize(MANY);
  }

  @Test
  void anIndexThatIsLostWhileItIsFilledIsFilledAgain() {
    commitMany();
    world = world.loseIndex(temp.resolve("new"));
    AtomicInteger pages = new AtomicInteger();
    world.index.beforeApply(
        () -> {
          if (pages.incrementAndGet() == 3) {
            world.index.drop(TENANT);
          }
        });
    world.rebuild.isComplete(TENANT);
    await().until(() -> world.rebuild.running().isEmpty());

    assertThat(world.index.isComplete(TENANT)).isFalse();
    world.clock.advance(UpkeepWorld.LIMITS.retryAfter());
    world.rebuild.isComplete(TENANT);
    awaitComplete();

    assertThat(world.findByWords("door")).hasSize(MANY);
  }

  @Test
  void withoutTheIndexNothingIsCompleteAndNothingThrows() {
    world.index.setUp(false);

    assertThat(world.rebuild.isComplete(TENANT)).isFalse();
  }

  @Test
  void whatIsStoppedInTheMiddleIsRebuiltAfterTheNextStart() {
    commitMany();
    world = world.loseIndex(temp.resolve("new"));
    CountDownLatch firstPage = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    world.index.beforeApply(
        () -> {
          firstPage.countDown();
          awaitLatch(goOn);
        });
    world.rebuild.isComplete(TENANT);
    awaitLatch(firstPage);
    Thread stop = Thread.ofVirtual().start(world.rebuild::close);
    await().until(() -> stop.getState() == Thread.State.TIMED_WAITING);
    goOn.countDown();
    await().until(() -> !stop.isAlive());
    assertThat(world.index.isComplete(TENANT)).isFalse();

    world = world.crash(temp.resolve("after"));
    world.rebuild.isComplete(TENANT);
    awaitComplete();

    assertThat(world.findByWords("door")).hasSize(MANY);
  }

  private List<Memory> commitMany() {
    List<Memory> kept = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      kept.add(world.commit(memory("door number " + i)));
    }
    return kept;
  }

  private void awaitComplete() {
    await().until(() -> world.index.isComplete(TENANT) && world.rebuild.running().isEmpty());
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
