package io.mnemon.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What all buckets owe. */
abstract class BucketsContract {
  private static final Rate SLOW = new Rate(1, 5);
  private static final Rate FAST = new Rate(50, 100);

  private final String owner = UUID.randomUUID().toString();

  abstract Buckets buckets();

  /** Lets so much time pass as the buckets see it, and perhaps a little more. */
  abstract void elapse(Duration time);

  private Taking take(Draw... draws) {
    return buckets().take(owner, List.of(draws));
  }

  private static double left(Taking taking, int draw) {
    assertThat(taking).isInstanceOf(Taking.Taken.class);
    return ((Taking.Taken) taking).parts().get(draw).left();
  }

  private static Taking.Short refused(Taking taking) {
    assertThat(taking).isInstanceOf(Taking.Short.class);
    return (Taking.Short) taking;
  }

  @Test
  void aNewBucketIsFull() {
    assertThat(left(take(Draw.of("a", SLOW, 5)), 0)).isLessThan(1);
  }

  @Test
  void whatIsTakenIsGone() {
    take(Draw.of("a", SLOW, 3));

    Taking.Short refusal = refused(take(Draw.of("a", SLOW, 4)));

    assertThat(refusal.draw()).isZero();
    assertThat(refusal.retryAfter()).isBetween(Duration.ofMillis(1), Duration.ofSeconds(2));
    assertThat(take(Draw.of("a", SLOW, 2))).isInstanceOf(Taking.Taken.class);
  }

  @Test
  void eitherAllBucketsGiveOrNone() {
    take(Draw.of("b", SLOW, 5));

    Taking.Short refusal =
        refused(take(Draw.of("a", SLOW, 5), Draw.of("b", SLOW, 5), Draw.of("c", SLOW, 5)));

    assertThat(refusal.draw()).isEqualTo(1);
    assertThat(take(Draw.of("a", SLOW, 5), Draw.of("c", SLOW, 5))).isInstanceOf(Taking.Taken.class);
  }

  @Test
  void theLongestWaitIsTold() {
    take(Draw.of("a", FAST, 100), Draw.of("b", SLOW, 5));

    Taking.Short refusal = refused(take(Draw.of("a", FAST, 50), Draw.of("b", SLOW, 5)));

    assertThat(refusal.draw()).isEqualTo(1);
    assertThat(refusal.retryAfter()).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(5));
  }

  @Test
  void aBucketFillsAtItsRate() {
    take(Draw.of("a", FAST, 100));
    Duration wait = refused(take(Draw.of("a", FAST, 20))).retryAfter();
    assertThat(wait).isLessThanOrEqualTo(Duration.ofMillis(400));

    elapse(wait);

    assertThat(take(Draw.of("a", FAST, 20))).isInstanceOf(Taking.Taken.class);
  }

  @Test
  void aBucketIsNeverFullerThanItsBurst() {
    take(Draw.of("a", FAST, 1));

    elapse(Duration.ofMillis(200));

    assertThat(left(take(Draw.of("a", FAST, 1)), 0)).isLessThanOrEqualTo(99.000001);
  }

  @Test
  void aDrawGetsWhatIsThereBetweenItsLeastAndItsMost() {
    take(Draw.of("a", SLOW, 2));

    Taking taking = take(new Draw("a", SLOW, 1, 100));

    assertThat(((Taking.Taken) taking).parts().getFirst().tokens()).isEqualTo(3);
  }

  @Test
  void ownersHaveBucketsOfTheirOwn() {
    take(Draw.of("a", SLOW, 5));

    Taking other = buckets().take(UUID.randomUUID().toString(), List.of(Draw.of("a", SLOW, 5)));

    assertThat(other).isInstanceOf(Taking.Taken.class);
  }
}
