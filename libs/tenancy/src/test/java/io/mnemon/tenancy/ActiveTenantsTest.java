package io.mnemon.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ActiveTenantsTest {
  private static final UUID ONE = new UUID(1, 1);
  private static final UUID OTHER = new UUID(2, 2);

  private final AtomicLong nanos = new AtomicLong();
  private final ActiveTenants tenants = new ActiveTenants(Duration.ofSeconds(1), nanos::get);

  private void asks(UUID tenant) {
    tenants.begins(tenant);
    tenants.ends(tenant);
  }

  private void passes(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void whoAsksOftenIsStillOne() {
    asks(ONE);
    tenants.begins(ONE);
    asks(ONE);

    assertThat(tenants.areSeveral()).isFalse();
  }

  @Test
  void twoThatAskedLatelyAreSeveral() {
    asks(ONE);
    passes(Duration.ofSeconds(1));
    asks(OTHER);

    assertThat(tenants.areSeveral()).isTrue();
  }

  @Test
  void whoHasFallenSilentCountsNoMore() {
    asks(ONE);
    asks(OTHER);
    passes(Duration.ofMillis(600));
    asks(ONE);
    passes(Duration.ofMillis(600));

    assertThat(tenants.areSeveral()).isFalse();
  }

  @Test
  void whoIsLongUnderWayCountsUntilItsEnd() {
    tenants.begins(ONE);
    tenants.begins(ONE);
    passes(Duration.ofMinutes(1));
    asks(OTHER);
    assertThat(tenants.areSeveral()).isTrue();

    tenants.ends(ONE);
    assertThat(tenants.areSeveral()).isTrue();

    tenants.ends(ONE);
    passes(Duration.ofMillis(600));
    asks(OTHER);
    assertThat(tenants.areSeveral()).isTrue();
    passes(Duration.ofMillis(600));
    assertThat(tenants.areSeveral()).isFalse();
  }
}
