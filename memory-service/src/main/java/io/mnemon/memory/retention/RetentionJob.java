package io.mnemon.memory.retention;

import io.mnemon.memory.record.AfterCommit;
import io.mnemon.memory.record.AfterCommit.Committed;
import io.mnemon.memory.record.MemoryReader.Stored;
import io.mnemon.memory.retention.DeletionStore.Deleted;
import io.mnemon.memory.retention.RetentionRules.Guard;
import io.mnemon.memory.retention.RetentionStore.Due;
import io.mnemon.memory.retention.RetentionStore.Expired;
import io.mnemon.memory.retention.RetentionStore.Turn;
import io.mnemon.tenancy.TenantScope;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Carries out retention rules, each every so often, in batches that commit by themselves: what was
 * interrupted goes on at the rule's next time.
 */
public final class RetentionJob {
  private static final Logger LOG = Logger.getLogger(RetentionJob.class);
  private static final String JOB = "retention";
  private static final int TURNS = 10;

  private final RetentionStore store;
  private final AfterCommit afterCommit;
  private final InstantSource clock;
  private final Guard guard;
  private final Duration every;
  private final int batch;

  /**
   * @param every how often a rule is carried out
   * @param batch how many memories are deleted in one transaction
   */
  public RetentionJob(
      RetentionStore store,
      AfterCommit afterCommit,
      InstantSource clock,
      Guard guard,
      Duration every,
      int batch) {
    this.store = store;
    this.afterCommit = afterCommit;
    this.clock = clock;
    this.guard = guard;
    this.every = every;
    this.batch = batch;
  }

  /**
   * Carries out the rules whose time has come, and deletes the memories whose own time has run out.
   *
   * @return how many memories were deleted
   */
  public int run() {
    int deleted = expire();
    for (Turn turn : store.lease(TURNS, every)) {
      try {
        deleted += carryOut(turn);
      } catch (RuntimeException e) {
        LOG.warnf(
            "the retention rule of layer %s of tenant %s is carried out later: %s",
            turn.layer().word(), turn.tenant(), e.getMessage());
      }
    }
    return deleted;
  }

  private int expire() {
    Map<UUID, Set<UUID>> expired =
        store.expired(clock.instant(), batch).stream()
            .collect(
                Collectors.groupingBy(
                    Expired::tenant, Collectors.mapping(Expired::id, Collectors.toSet())));
    int deleted = 0;
    for (Map.Entry<UUID, Set<UUID>> tenant : expired.entrySet()) {
      try {
        deleted += expire(TenantScope.system(tenant.getKey(), "expiry"), tenant.getValue());
      } catch (RuntimeException e) {
        LOG.warnf(
            "the memories of tenant %s whose time has run out are deleted later: %s",
            tenant.getKey(), e.getMessage());
      }
    }
    return deleted;
  }

  private int expire(TenantScope system, Set<UUID> ids) {
    Instant at = now();
    return told(system, at, store.expire(system, ids, at));
  }

  private int carryOut(Turn turn) {
    TenantScope system = TenantScope.system(turn.tenant(), JOB);
    Optional<RetentionRule> rule =
        store.rules(system, Optional.of(turn.layer())).stream().findFirst();
    if (rule.isEmpty()) {
      return 0;
    }
    Instant before = RetentionRules.before(rule.get(), clock.instant());
    Due due = store.due(system, turn.layer(), before);
    if (!guard.admits(rule.get(), due)) {
      LOG.warnf(
          "the retention rule of layer %s of tenant %s would delete %d of %d memories at once and"
              + " waits for a confirmation",
          turn.layer().word(), turn.tenant(), due.due(), due.total());
      return 0;
    }
    int deleted = 0;
    while (deleted < due.due()) {
      int most = (int) Math.min(batch, due.due() - deleted);
      int some = expire(system, turn, before, most);
      deleted += some;
      if (some < most) {
        break;
      }
    }
    store.ran(system, turn.layer(), clock.instant());
    return deleted;
  }

  private int expire(TenantScope system, Turn turn, Instant before, int most) {
    Instant at = now();
    return told(system, at, store.expire(system, turn.layer(), before, most, at));
  }

  private int told(TenantScope system, Instant at, List<Deleted> deleted) {
    if (!deleted.isEmpty()) {
      afterCommit.committed(
          system.tenant(),
          deleted.stream()
              .map(
                  each ->
                      new Committed(
                          new Stored.Gone(each.id(), each.version(), at), each.outboxRow()))
              .toList());
    }
    return deleted.size();
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
