package io.mnemon.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.test.FakeClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeapCacheTest extends CacheContract {
  private final FakeClock clock = FakeClock.at("2026-01-01T00:00:00Z");
  private final HeapCache cache = new HeapCache(10_000_000, clock);

  @Override
  Cache cache() {
    return cache;
  }

  @Override
  void elapse(Duration time, Cache cache, String key) {
    clock.advance(time);
  }

  @Test
  void itNeverHoldsMoreThanItsBytes() {
    var small = new HeapCache(10_000, clock);
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      keys.add("key " + i);
      small.put("key " + i, new byte[1_000], Duration.ofMinutes(1));
    }
    small.settle();

    assertThat(small.getAll(keys)).hasSizeBetween(1, 9);
  }
}
