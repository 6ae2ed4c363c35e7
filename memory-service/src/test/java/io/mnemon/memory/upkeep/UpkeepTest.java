package io.mnemon.memory.upkeep;

import static io.mnemon.memory.MemoryBuilder.memory;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.mnemon.memory.record.Memory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpkeepTest {
  @TempDir Path temp;
  private UpkeepWorld world;
  private Upkeep upkeep;

  @BeforeEach
  void open() {
    world = new UpkeepWorld(temp.resolve("index"));
    upkeep =
        new Upkeep(
            world.index, world.feed, world.relay, world.rebuild, world.backlog, UpkeepWorld.LIMITS);
  }

  @AfterEach
  void close() {
    upkeep.close();
    world.close();
  }

  @Test
  void theServiceIsReadyOnceWhatAnEarlierProcessLeftIsInTheIndex() {
    Memory left = memory("the door code is blue").build();
    world.keep(left);
    assertThat(upkeep.isReady()).isFalse();

    upkeep.start();
    await().until(upkeep::isReady);

    assertThat(world.findByWords("door")).containsExactly(left.id());
    assertThat(upkeep.backlogSize()).isZero();
    assertThat(world.backlog.isStarted()).isTrue();
  }

  @Test
  void aStartThatCannotCatchUpTriesAgain() {
    world.keep(memory("the door code is blue").build());
    world.index.setUp(false);
    upkeep.start();
    await().until(() -> world.relay.begun() >= 2);
    assertThat(upkeep.isReady()).isFalse();

    world.index.setUp(true);
    await().until(upkeep::isReady);

    assertThat(upkeep.backlogSize()).isZero();
  }

  @Test
  void aTenantWhoseChangesFailDoesNotHoldUpTheStart() {
    UUID failing = new UUID(2, 2);
    Memory fails = memory("the door code is red").build();
    world.memories.put(fails, Optional.empty());
    world.backlog.append(failing, fails.id(), fails.version());
    world.index.failFor(failing);
    Memory left = memory("the door code is blue").build();
    world.keep(left);

    upkeep.start();
    await().until(upkeep::isReady);

    assertThat(world.findByWords("door")).contains(left.id());
    assertThat(upkeep.backlogSize()).isEqualTo(1);
    assertThat(world.backlog.isStarted()).isTrue();
  }

  @Test
  void rowsOfATenantThatHasLeftAreDoneAndTouchNothing() {
    world.keep(memory("the door code is blue").build());
    world.left.add(UpkeepWorld.TENANT);
    world.index.failFor(UpkeepWorld.TENANT);

    upkeep.start();
    await().until(upkeep::isReady);

    assertThat(upkeep.backlogSize()).isZero();
    assertThat(world.index.applied()).isEmpty();
  }

  @Test
  void aStartWithoutItsOutboxTriesAgain() {
    world.keep(memory("the door code is blue").build());
    world.backlog.setUp(false);
    upkeep.start();
    await().until(() -> world.backlog.refused() > 0);
    assertThat(upkeep.isReady()).isFalse();

    world.backlog.setUp(true);
    await().until(upkeep::isReady);

    assertThat(upkeep.backlogSize()).isZero();
  }

  @Test
  void whatOnlyLacksItsVectorDoesNotHoldUpTheStart() {
    world.embedder.setUp(false);
    Memory left = memory("the door code is blue").build();
    world.keep(left);

    upkeep.start();
    await().until(upkeep::isReady);

    assertThat(world.findByWords("door")).containsExactly(left.id());
    assertThat(upkeep.backlogSize()).isEqualTo(1);
  }

  @Test
  void theServiceIsNotReadyWhileItsIndexDoesNotAnswer() {
    upkeep.start();
    await().until(upkeep::isReady);

    world.index.setUp(false);

    assertThat(upkeep.isReady()).isFalse();
  }

  @Test
  void rowsAreDoneAtIntervals() {
    upkeep.start();
    await().until(upkeep::isReady);

    world.commit(memory("the door code is blue"));

    await().until(() -> upkeep.backlogSize() == 0);
  }

  @Test
  void aStopFlushesOnceMore() {
    world.commit(memory("the door code is blue"));

    upkeep.close();

    assertThat(upkeep.backlogSize()).isZero();
    assertThat(world.backlog.isStarted()).isFalse();
  }

  @Test
  void limitsThatMakeNoSenseAreRefused() {
    UpkeepLimits usual = UpkeepLimits.DEFAULT;

    assertThatIllegalArgumentException()
        .isThrownBy(() -> limits(usual.flushEvery(), usual.page(), usual.page()))
        .withMessageContaining("page of 500");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> limits(Duration.ZERO, usual.page(), 0))
        .withMessageContaining("PT1S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> limits(usual.flushEvery(), 0, 0))
        .withMessageContaining("at least 1");
  }

  private static UpkeepLimits limits(Duration flushEvery, int page, int rebuiltAtOnce) {
    UpkeepLimits usual = UpkeepLimits.DEFAULT;
    return new UpkeepLimits(
        flushEvery,
        usual.mostUnflushedRows(),
        page,
        rebuiltAtOnce,
        usual.rebuilds(),
        usual.waitingRebuilds(),
        usual.tellEvery(),
        usual.retryAfter(),
        usual.stop());
  }
}
