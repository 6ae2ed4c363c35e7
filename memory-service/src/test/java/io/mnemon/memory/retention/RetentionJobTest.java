package io.mnemon.memory.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.memory.retention.DeletionStore.Deleted;
import io.mnemon.memory.retention.RetentionRules.Guard;
import io.mnemon.tenancy.Layer;
import io.mnemon.tenancy.TenantScope;
import io.mnemon.test.FakeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RetentionJobTest {
  private static final UUID FAILING = new UUID(1, 1);
  private static final UUID OTHER = new UUID(1, 2);

  private final FakeClock clock = FakeClock.at("2026-01-01T00:00:00Z");
  private final OneFails store = new OneFails();
  private final RetentionJob job =
      new RetentionJob(
          store, (tenant, changes) -> {}, clock, new Guard(0.1, 10), Duration.ofHours(1), 10);

  @Test
  void whatCannotExpireOfOneTenantHoldsUpNoOtherAndNoRule() {
    int deleted = job.run();

    assertThat(deleted).isEqualTo(2);
    assertThat(store.done).containsExactly("expiry of " + OTHER, "rule of " + OTHER);
  }

  /** Two tenants whose memories have expired, of which one cannot be written to. */
  private static final class OneFails implements RetentionStore {
    private final List<String> done = new ArrayList<>();

    @Override
    public List<Expired> expired(Instant before, int limit) {
      return List.of(new Expired(FAILING, new UUID(2, 1)), new Expired(OTHER, new UUID(2, 2)));
    }

    @Override
    public List<Deleted> expire(TenantScope system, Set<UUID> ids, Instant at) {
      if (system.tenant().equals(FAILING)) {
        throw new IllegalStateException("bigint out of range");
      }
      return deleted("expiry of " + system.tenant());
    }

    @Override
    public List<Turn> lease(int limit, Duration every) {
      return List.of(new Turn(OTHER, Layer.USER));
    }

    @Override
    public List<RetentionRule> rules(TenantScope scope, Optional<Layer> only) {
      return List.of(new RetentionRule(Layer.USER, 30, 0, Instant.EPOCH, null));
    }

    @Override
    public Due due(TenantScope system, Layer layer, Instant changedBefore) {
      return new Due(1, 100);
    }

    @Override
    public List<Deleted> expire(
        TenantScope system, Layer layer, Instant changedBefore, int limit, Instant at) {
      return deleted("rule of " + system.tenant());
    }

    private List<Deleted> deleted(String what) {
      done.add(what);
      return List.of(new Deleted(new UUID(2, 2), 2, 1));
    }

    @Override
    public void put(TenantScope scope, RetentionRule rule, UUID by) {
      throw new UnsupportedOperationException("there is one");
    }

    @Override
    public boolean delete(TenantScope scope, Layer layer) {
      throw new UnsupportedOperationException("it stays");
    }

    @Override
    public void ran(TenantScope system, Layer layer, Instant at) {}
  }
}
