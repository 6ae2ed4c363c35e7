package io.mnemon.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceTest {
  private final AtomicLong nanos = new AtomicLong(42);
  private final Pace pace = new Pace(nanos::get);

  private void pass(int seconds) {
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }

  @Test
  void manyChangesInAShortTimeAreARush() {
    pace.count(1_500);
    assertThat(pace.isRushed()).isFalse();
    pass(1);
    pace.count(1_500);
    assertThat(pace.isRushed()).isTrue();
  }

  @Test
  void aRushLastsAcrossWindowsWhileItGoesOn() {
    pace.count(3_000);
    pass(4);
    pace.count(1);
    pass(2);
    assertThat(pace.isRushed()).isTrue();
  }

  @Test
  void aRushIsOverWhenChangesTrickle() {
    pace.count(3_000);
    for (int i = 0; i < 10; i++) {
      pass(1);
      pace.count(10);
    }
    assertThat(pace.isRushed()).isFalse();
    assertThat(pace.isQuiet()).isFalse();
  }

  @Test
  void aRushIsOverAtOnceWhenAllIsQuiet() {
    pace.count(3_000);
    pass(3);
    assertThat(pace.isRushed()).isFalse();
    assertThat(pace.isQuiet()).isTrue();
  }

  @Test
  void theSameNumberOfChangesOverALongTimeIsNone() {
    for (int i = 0; i < 100; i++) {
      pace.count(100);
      pass(1);
    }
    assertThat(pace.isRushed()).isFalse();
  }
}
