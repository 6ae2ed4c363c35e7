package io.mnemon.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Context;
import io.mnemon.api.ServiceException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class CallerPresenceTest {
  private final Context.CancellableContext call = Context.current().withCancellation();
  private final CountDownLatch begun = new CountDownLatch(1);

  private boolean waitForEver() {
    begun.countDown();
    try {
      new CountDownLatch(1).await();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Test
  void workEndsWhenTheCallerGoes() throws InterruptedException {
    AtomicBoolean stillInterrupted = new AtomicBoolean(true);
    Runnable work =
        () -> {
          try {
            CallerPresence.whileThere(this::waitForEver);
          } finally {
            stillInterrupted.set(Thread.currentThread().isInterrupted());
          }
        };
    CompletableFuture<Void> worker = CompletableFuture.runAsync(call.wrap(work));
    begun.await();

    call.cancel(null);

    await().until(worker::isDone);
    assertThat(worker).isCompletedExceptionally();
    assertThat(stillInterrupted).isFalse();
  }

  @Test
  void workIsNotBegunForSomebodyWhoHasGone() throws Exception {
    call.cancel(null);

    call.run(
        () ->
            assertThatThrownBy(() -> CallerPresence.whileThere(this::waitForEver))
                .isInstanceOf(ServiceException.class));

    assertThat(begun.getCount()).isEqualTo(1);
  }

  @Test
  void workForSomebodyWhoWaitsGivesItsResult() throws Exception {
    assertThat(call.call(() -> CallerPresence.whileThere(() -> "found"))).isEqualTo("found");
  }
}
