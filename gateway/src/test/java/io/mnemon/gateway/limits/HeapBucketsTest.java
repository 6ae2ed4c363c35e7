package io.mnemon.gateway.limits;

import io.mnemon.test.FakeClock;
import java.time.Duration;

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
}
