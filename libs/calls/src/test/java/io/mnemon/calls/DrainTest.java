package io.mnemon.calls;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class DrainTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final Drain drain = new Drain();

  private int await(Duration limit) {
    try {
      return drain.await(limit);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theEndWaitsForTheLastCall() {
    drain.begun();
    drain.begun();
    CompletableFuture<Integer> end = CompletableFuture.supplyAsync(() -> await(LONG));
    drain.ended();
    assertThat(end).isNotDone();

    drain.ended();

    Awaitility.await().until(end::isDone);
    assertThat(end.join()).isZero();
  }

  @Test
  void theEndDoesNotWaitForEver() {
    drain.begun();

    assertThat(await(Duration.ofMillis(1))).isEqualTo(1);
  }

  @Test
  void whereNothingRunsNothingIsWaitedFor() {
    assertThat(await(LONG)).isZero();
  }
}
