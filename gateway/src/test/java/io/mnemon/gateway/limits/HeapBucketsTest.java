package io.mnemon.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.test.FakeClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeapBucketsTest extends BucketsContract {
  private final FakeClock clock = FakeClock.at("2026-01-01T00:00:00Z");
  private final HeapBuckets buckets = new HeapBuckets(100, clock);

  @Override
  Buckets buckets() {
    return buckets;
  }

  @Override
  void elapse(Duration time) {
    clock.advance(time);
  }

  @Test
  void aClockThatIsSetBackStopsNoBucketFromFilling() {
    Rate rate = new Rate(1, 5);
    buckets.take("t", List.of(Draw.of("a", rate, 5)));

    clock.set(clock.instant().minus(Duration.ofHours(1)));

    assertThat(buckets.take("t", List.of(Draw.of("a", rate, 1)))).isInstanceOf(Taking.Short.class);
    elapse(Duration.ofSeconds(1));
    assertThat(buckets.take("t", List.of(Draw.of("a", rate, 1)))).isInstanceOf(Taking.Taken.class);
  }
}
