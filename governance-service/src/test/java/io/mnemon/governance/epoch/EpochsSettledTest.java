package io.mnemon.governance.epoch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.tenancy.TenantScope;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EpochsSettledTest {
  private static final TenantScope TENANT = TenantScope.of(new UUID(1, 1), Set.of());
  private static final Duration LONG = Duration.ofSeconds(30);

  private final Bell moved = new Bell();
  private final Bell confirmed = new Bell();
  private final OneWatcher store = new OneWatcher();

  @Test
  void aWatcherThatWasToldBetweenTheCommitAndTheQuestionIsAskedAgain() throws InterruptedException {
    long heard = moved.rung();
    store.renew(new UUID(2, 2), store.tick(), LONG);
    Thread watcher =
        Thread.startVirtualThread(
            () -> {
              moved.await(heard, LONG);
              store.renew(new UUID(2, 2), store.tick(), LONG);
            });

    new EpochsSettled(store, confirmed, LONG).await(TENANT);

    assertThat(watcher.join(LONG)).isTrue();
    assertThat(store.renewals).isEqualTo(2);
  }

  @Test
  void aWatcherThatNeverConfirmsIsTold() {
    store.renew(new UUID(2, 2), store.tick(), LONG);

    assertThatThrownBy(
            () -> new EpochsSettled(store, confirmed, Duration.ofMillis(1)).await(TENANT))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
  }

  /** Its clock moves by a second whenever it is read. */
  private final class OneWatcher implements WatcherStore {
    private Instant time = Instant.EPOCH;
    private Instant dropped = Instant.EPOCH;
    private int renewals;

    synchronized Instant tick() {
      time = time.plusSeconds(1);
      return time;
    }

    @Override
    public synchronized void renew(UUID watcher, @Nullable Instant droppedAsOf, Duration lease) {
      dropped = droppedAsOf == null ? dropped : droppedAsOf;
      renewals++;
      confirmed.ring();
    }

    @Override
    public EpochChanges changes(@Nullable Instant since) {
      return new EpochChanges(tick(), Map.of());
    }

    @Override
    public Instant wake() {
      Instant now = tick();
      moved.ring();
      return now;
    }

    @Override
    public synchronized boolean isAwaited(Instant at) {
      return dropped.isBefore(at);
    }
  }
}
