package io.mnemon.governance.epoch;

import io.mnemon.governance.tenant.PostgresEpoch;
import io.mnemon.storage.ControlSession;
import io.mnemon.tenancy.ControlPlane;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Watchers in Postgres. */
@ControlPlane("those who keep what they were told do so for all tenants")
final class PostgresWatcherStore implements WatcherStore {
  /** Who awaits confirmations listens here. */
  static final String CONFIRMED = "mnemon_epoch_confirmed";

  /**
   * A change is stamped within its transaction and seen only after it. No transaction of this
   * service lasts as long as this.
   */
  private static final Duration OVERLAP = Duration.ofSeconds(60);

  private static final String RENEW =
      """
      WITH gone AS (
        DELETE FROM governance.watcher WHERE lease_until < clock_timestamp() - interval '1 hour'
      ), told AS (
        SELECT pg_notify('mnemon_epoch_confirmed', '')
      )
      INSERT INTO governance.watcher (id, dropped_as_of, lease_until)
      SELECT ?, ?, clock_timestamp() + make_interval(secs => ?) FROM told
      ON CONFLICT (id) DO UPDATE
        SET dropped_as_of = excluded.dropped_as_of, lease_until = excluded.lease_until
      """;

  private static final String NOW = "SELECT clock_timestamp() AS now";

  // Delivered at the end of the transaction, so after that time.
  private static final String WAKE =
      "SELECT clock_timestamp() AS now, pg_notify('%s', '')".formatted(PostgresEpoch.MOVED);

  private static final String CHANGES =
      "SELECT id, epoch FROM governance.tenant WHERE epoch_changed_at > ?";

  private static final String AWAITED =
      """
      SELECT EXISTS (
        SELECT FROM governance.watcher
        WHERE lease_until > clock_timestamp() AND (dropped_as_of IS NULL OR dropped_as_of < ?)
      ) AS awaited
      """;

  private final ControlSession session;

  PostgresWatcherStore(ControlSession session) {
    this.session = session;
  }

  @Override
  public void renew(UUID watcher, @Nullable Instant droppedAsOf, Duration lease) {
    session.update(
        RENEW,
        binding ->
            binding
                .uuid(watcher)
                .timestamp(droppedAsOf)
                .float8(lease.toNanos() / (double) Duration.ofSeconds(1).toNanos()));
  }

  @Override
  public EpochChanges changes(@Nullable Instant since) {
    Instant asOf = time(NOW);
    Map<UUID, Long> epochs = new HashMap<>();
    if (since != null) {
      List<Map.Entry<UUID, Long>> changed =
          session.query(
              CHANGES,
              binding -> binding.timestamp(since.minus(OVERLAP)),
              row -> Map.entry(row.uuid("id"), row.bigint("epoch")));
      changed.forEach(change -> epochs.put(change.getKey(), change.getValue()));
    }
    return new EpochChanges(asOf, epochs);
  }

  @Override
  public Instant wake() {
    return time(WAKE);
  }

  private Instant time(String sql) {
    return session.queryOne(sql, binding -> {}, row -> row.instant("now")).orElseThrow();
  }

  @Override
  public boolean isAwaited(Instant at) {
    return session
        .queryOne(AWAITED, binding -> binding.timestamp(at), row -> row.bool("awaited"))
        .orElseThrow();
  }
}
