package io.mnemon.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Context;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.gateway.limits.Turns.Work;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private static final UUID FLOODING = new UUID(1, 1);
  private static final UUID QUIET = new UUID(2, 2);

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicLong failing = new AtomicLong(-1);
  private final Turns turns = turns(Duration.ofMinutes(1));
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private Turns turns(Duration patience) {
    return new Turns(
        new Turns.Limits(4, 1, Duration.ofSeconds(1), 2, patience),
        nanos::get,
        since -> failing.get() >= since);
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
    threads.close();
  }

  private Future<?> entering(UUID tenant) {
    return threads.submit(() -> turns.enter(tenant, Work.READ));
  }

  private void enter(UUID tenant, int times) {
    for (int i = 0; i < times; i++) {
      turns.enter(tenant, Work.READ);
    }
  }

  @Test
  void whoAsksAloneMayHaveMoreUnderWay() {
    enter(FLOODING, 4);

    entering(FLOODING);

    await().until(() -> turns.waiting(FLOODING, Work.READ) == 1);
  }

  @Test
  void besideOthersATenantHasItsPartUnderWay() {
    enter(QUIET, 1);
    turns.leave(QUIET, Work.READ);

    enter(FLOODING, 1);
    entering(FLOODING);

    await().until(() -> turns.waiting(FLOODING, Work.READ) == 1);
    enter(QUIET, 1);
  }

  @Test
  void whoIsLongUnderWayIsOneOfTheOthers() {
    enter(QUIET, 1);
    nanos.addAndGet(Duration.ofMinutes(1).toNanos());

    enter(FLOODING, 1);
    entering(FLOODING);

    await().until(() -> turns.waiting(FLOODING, Work.READ) == 1);
  }

  @Test
  void whoWaitsComesInWhenATurnEnds() throws Exception {
    enter(FLOODING, 4);
    Future<?> next = entering(FLOODING);
    await().until(() -> turns.waiting(FLOODING, Work.READ) == 1);

    turns.leave(FLOODING, Work.READ);

    next.get();
  }

  @Test
  void afterTheOthersHaveFallenSilentATenantHasAllAgain() {
    enter(QUIET, 1);
    turns.leave(QUIET, Work.READ);
    enter(FLOODING, 1);

    nanos.addAndGet(Duration.ofSeconds(2).toNanos());

    enter(FLOODING, 3);
    assertThat(turns.waiting(FLOODING, Work.READ)).isZero();
  }

  @Test
  void whoWritesMuchStillReads() {
    enter(QUIET, 1);
    turns.enter(FLOODING, Work.WRITE);

    enter(FLOODING, 1);

    assertThat(turns.waiting(FLOODING, Work.READ)).isZero();
  }

  @Test
  void onlySoManyWait() {
    enter(FLOODING, 4);
    entering(FLOODING);
    entering(FLOODING);
    await().until(() -> turns.waiting(FLOODING, Work.READ) == 2);

    assertThatThrownBy(() -> turns.enter(FLOODING, Work.READ))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED);
              assertThat(e.retryAfter()).contains(Duration.ofSeconds(1));
            });
  }

  @Test
  void whoFindsALineThatWaitsForAServiceHearsThat() {
    enter(FLOODING, 4);
    entering(FLOODING);
    entering(FLOODING);
    await().until(() -> turns.waiting(FLOODING, Work.READ) == 2);
    failing.set(nanos.get());
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());

    assertThatThrownBy(() -> turns.enter(FLOODING, Work.READ))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
  }

  @Test
  void whoHasGoneWaitsNoMore() {
    enter(FLOODING, 4);
    Context.CancellableContext caller = Context.current().withCancellation();
    Future<?> waiting = threads.submit(caller.wrap(() -> turns.enter(FLOODING, Work.READ)));
    await().until(() -> turns.waiting(FLOODING, Work.READ) == 1);

    caller.cancel(null);

    assertThatThrownBy(() -> waiting.get(30, TimeUnit.SECONDS))
        .hasCauseInstanceOf(ServiceException.class);
    assertThat(turns.waiting(FLOODING, Work.READ)).isZero();
  }

  @Test
  void nobodyWaitsForEver() {
    Turns impatient = turns(Duration.ofMillis(1));
    for (int i = 0; i < 4; i++) {
      impatient.enter(FLOODING, Work.READ);
    }

    assertThatThrownBy(() -> impatient.enter(FLOODING, Work.READ))
        .isInstanceOf(ServiceException.class)
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED))
        .hasMessageContaining("behind others of its tenant");
    assertThat(impatient.waiting(FLOODING, Work.READ)).isZero();
  }

  /** To send less would be of no use. */
  @Test
  void whoWaitedWhileAServiceDidNotAnswerHearsThat() {
    Turns impatient = turns(Duration.ofMillis(1));
    for (int i = 0; i < 4; i++) {
      impatient.enter(FLOODING, Work.READ);
    }
    nanos.set(7);
    failing.set(7);

    assertThatThrownBy(() -> impatient.enter(FLOODING, Work.READ))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
        .hasMessageContaining("did not answer");
    nanos.set(8);
    assertThatThrownBy(() -> impatient.enter(FLOODING, Work.READ))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED));
    assertThat(impatient.waiting(FLOODING, Work.READ)).isZero();
  }
}
