package io.mnemon.storage;

import java.time.Duration;

/** The times to live that every cache takes. */
final class CacheTimes {
  private CacheTimes() {}

  static Duration check(Duration ttl) {
    if (ttl.toMillis() < 1) {
      throw new IllegalArgumentException("a cached value lives at least one millisecond");
    }
    return ttl;
  }
}
