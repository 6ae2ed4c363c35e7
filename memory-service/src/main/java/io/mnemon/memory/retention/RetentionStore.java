package io.mnemon.memory.retention;

import io.mnemon.memory.retention.DeletionStore.Deleted;
import io.mnemon.tenancy.ControlPlane;
import io.mnemon.tenancy.Layer;
import io.mnemon.tenancy.TenantScope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The retention rules of tenants, and what they take away. */
public interface RetentionStore {

  /** The rules in the order of layers, of one layer if one is given. */
  List<RetentionRule> rules(TenantScope scope, Optional<Layer> only);

  /** Makes or replaces the rule of a layer, to be carried out at once. */
  void put(TenantScope scope, RetentionRule rule, UUID by);

  /** Whether there was one. */
  boolean delete(TenantScope scope, Layer layer);

  /** How many memories of a layer are due, and how many there are. */
  record Due(long due, long total) {}

  Due due(TenantScope system, Layer layer, Instant changedBefore);

  /** Deletes some of the memories of a layer that have not changed since a time. */
  List<Deleted> expire(
      TenantScope system, Layer layer, Instant changedBefore, int limit, Instant at);

  /** A memory whose own time has run out. */
  record Expired(UUID tenant, UUID id) {}

  /** The longest over first, without those of tenants that have left: nothing of theirs changes. */
  @ControlPlane("finds work of all tenants, by ids alone")
  List<Expired> expired(Instant before, int limit);

  /** Deletes those of the memories whose time had run out by then and that nobody has changed. */
  List<Deleted> expire(TenantScope system, Set<UUID> ids, Instant at);

  /** A rule that is to be carried out now. */
  record Turn(UUID tenant, Layer layer) {}

  /**
   * Takes rules whose time has come, so that nobody else carries them out.
   *
   * @param every when their next time is
   */
  @ControlPlane("leases work of all tenants, by ids alone")
  List<Turn> lease(int limit, Duration every);

  /** Says that a rule was carried out to its end: what somebody agreed to is used up. */
  void ran(TenantScope system, Layer layer, Instant at);
}
