package io.mnemon.governance;

import io.mnemon.test.FakeClock;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Replaces the service's clock by one that tests move. */
class TestClock {
  @Produces
  @Singleton
  @Alternative
  @Priority(1)
  FakeClock clock() {
    return FakeClock.at("2026-03-01T12:00:00Z");
  }
}
