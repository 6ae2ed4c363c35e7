package io.mnemon.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CatchUpTest {
  private final AtomicLong happened = new AtomicLong();
  private final Queue<Runnable> queue = new ArrayDeque<>();
  private final CatchUp visible = new CatchUp(happened::get, this::run, queue::add);
  private int runs;
  private int happensMeanwhile;

  private void run() {
    runs++;
    happened.addAndGet(happensMeanwhile);
    happensMeanwhile = 0;
  }

  @Test
  void whatHasBegunInTimeIsNotWaitedFor() throws IOException {
    happened.incrementAndGet();

    visible.begin();
    visible.begin();
    assertThat(runs).isZero();
    queue.remove().run();

    assertThat(visible.await(Duration.ZERO)).isTrue();
    assertThat(queue).isEmpty();
    assertThat(runs).isEqualTo(1);
  }

  @Test
  void nothingBeginsWhereNothingHasHappened() {
    visible.begin();
    assertThat(queue).isEmpty();

    happened.incrementAndGet();
    visible.begin();
    queue.remove().run();
    visible.begin();
    assertThat(queue).isEmpty();
  }

  @Test
  void whatHappensMeanwhileIsWaitedFor() throws IOException {
    happened.incrementAndGet();
    happensMeanwhile = 1;
    visible.begin();
    queue.remove().run();

    assertThat(visible.await(Duration.ZERO)).isFalse();
    queue.remove().run();
    assertThat(visible.await(Duration.ZERO)).isTrue();
    assertThat(runs).isEqualTo(2);
  }
}
