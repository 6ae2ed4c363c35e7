package io.mnemon.governance.offboarding;

import io.mnemon.storage.Binder;
import io.mnemon.storage.ControlSession;
import io.mnemon.storage.Row;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Offers and erasures in Postgres. */
final class PostgresErasureStore implements ErasureStore {
  private static final String COLUMNS =
      """
      e.id, e.name_sha256, e.requested_by, e.requested_at, e.export_sha256, e.exported_at,
      e.obstacle, e.erased_at, e.lease_epoch,
      ARRAY(SELECT key || '=' || value FROM jsonb_each_text(e.counts)) AS counts,
      ARRAY(SELECT key || '=' || value FROM jsonb_each_text(e.rescan)) AS rescan
      """;

  private static final String OFFER =
      """
      INSERT INTO governance.erasure_offer (id, confirmation_sha256, offered_to, counts, expires_at)
      VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE
        SET confirmation_sha256 = excluded.confirmation_sha256, offered_to = excluded.offered_to,
            counts = excluded.counts, expires_at = excluded.expires_at
      """;

  private static final String OFFERED =
      """
      SELECT id, confirmation_sha256, offered_to, expires_at,
             ARRAY(SELECT key || '=' || value FROM jsonb_each_text(counts)) AS counts
      FROM governance.erasure_offer
      WHERE id = ?
      """;

  private static final String FENCE =
      """
      WITH told AS (SELECT pg_notify('mnemon_epoch', ''))
      UPDATE governance.tenant
      SET erasing_since = ?, epoch = epoch + 1, epoch_changed_at = clock_timestamp()
      FROM told
      WHERE id = ? AND erasing_since IS NULL
      """;

  private static final String ORDER =
      """
      INSERT INTO governance.erasure
        (id, name_sha256, requested_by, requested_at, export_sha256, exported_at, next_attempt_at)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO NOTHING
      """;

  private static final String LEASE =
      """
      WITH due AS (
        SELECT id FROM governance.erasure
        WHERE erased_at IS NULL AND next_attempt_at <= ?
          AND (lease_until IS NULL OR lease_until <= ?)
        ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED),
      e AS (
        UPDATE governance.erasure t
        SET lease_until = ?, lease_epoch = lease_epoch + 1, attempts = attempts + 1
        FROM due WHERE t.id = due.id
        RETURNING t.*)
      """
          + "SELECT "
          + COLUMNS
          + " FROM e";

  private static final String HELD = " WHERE id = ? AND lease_epoch = ? AND erased_at IS NULL";

  private final ControlSession control;
  private final InstantSource clock;

  PostgresErasureStore(ControlSession control, InstantSource clock) {
    this.control = control;
    this.clock = clock;
  }

  @Override
  public Optional<String> nameOf(UUID tenant) {
    return control.queryOne(
        "SELECT name FROM governance.tenant WHERE id = ? AND erasing_since IS NULL",
        binding -> binding.uuid(tenant),
        row -> row.text("name"));
  }

  @Override
  public void put(Offer offer) {
    control.update(
        OFFER,
        binding ->
            binding
                .uuid(offer.tenant())
                .text(offer.confirmationSha256())
                .uuid(offer.offeredTo())
                .json(json(offer.counts()))
                .timestamp(offer.expiresAt()));
  }

  @Override
  public Optional<Offer> offer(UUID tenant) {
    return control.queryOne(
        OFFERED,
        binding -> binding.uuid(tenant),
        row ->
            new Offer(
                row.uuid("id"),
                row.text("confirmation_sha256"),
                row.uuid("offered_to"),
                counts(row, "counts"),
                row.instant("expires_at")));
  }

  @Override
  public void begin(Erasure erasure) {
    UUID tenant = erasure.tenant();
    Erasure.Exported export = erasure.export();
    Binder order =
        binding ->
            binding
                .uuid(tenant)
                .text(erasure.nameSha256())
                .uuid(erasure.requestedBy())
                .timestamp(erasure.requestedAt())
                .text(export == null ? null : export.sha256())
                .timestamp(export == null ? null : export.at())
                .timestamp(erasure.requestedAt());
    control.transact(
        tx -> {
          tx.update(FENCE, binding -> binding.timestamp(erasure.requestedAt()).uuid(tenant));
          tx.update(ORDER, order);
          return tx.update(
              "DELETE FROM governance.erasure_offer WHERE id = ?", binding -> binding.uuid(tenant));
        });
  }

  @Override
  public Optional<Erasure> find(UUID tenant) {
    return control.queryOne(
        "SELECT " + COLUMNS + " FROM governance.erasure e WHERE e.id = ?",
        binding -> binding.uuid(tenant),
        PostgresErasureStore::erasure);
  }

  @Override
  public Optional<Lease> lease(Duration time) {
    Instant now = clock.instant();
    return control.queryOne(
        LEASE,
        binding -> binding.timestamp(now).timestamp(now).timestamp(now.plus(time)),
        row -> new Lease(erasure(row), row.bigint("lease_epoch")));
  }

  @Override
  public boolean renew(Lease lease, Duration time) {
    Instant until = clock.instant().plus(time);
    return change(lease, "lease_until = ?", binding -> binding.timestamp(until)) == 1;
  }

  @Override
  public void counted(Lease lease, SortedMap<String, Long> counts) {
    change(lease, "counts = coalesce(counts, ?)", binding -> binding.json(json(counts)));
  }

  @Override
  public void postpone(Lease lease, String obstacle, Instant next) {
    change(
        lease,
        "obstacle = ?, next_attempt_at = ?, lease_until = NULL",
        binding -> binding.text(obstacle).timestamp(next));
  }

  @Override
  public void finish(Lease lease, SortedMap<String, Long> rescan, Instant at) {
    change(
        lease,
        "rescan = ?, erased_at = ?, obstacle = NULL, lease_until = NULL",
        binding -> binding.json(json(rescan)).timestamp(at));
  }

  private int change(Lease lease, String set, Binder values) {
    return control.update(
        "UPDATE governance.erasure SET " + set + HELD,
        binding -> {
          values.bind(binding);
          binding.uuid(lease.erasure().tenant()).bigint(lease.epoch());
        });
  }

  private static Erasure erasure(Row row) throws SQLException {
    String sha256 = row.textOrNull("export_sha256");
    Erasure.@Nullable Exported export =
        sha256 == null ? null : new Erasure.Exported(sha256, row.instant("exported_at"));
    return new Erasure(
        row.uuid("id"),
        row.text("name_sha256"),
        row.uuid("requested_by"),
        row.instant("requested_at"),
        export,
        counts(row, "counts"),
        counts(row, "rescan"),
        row.textOrNull("obstacle"),
        row.instantOrNull("erased_at"));
  }

  private static SortedMap<String, Long> counts(Row row, String column) throws SQLException {
    SortedMap<String, Long> counts = new TreeMap<>();
    for (String pair : row.textList(column)) {
      int equals = pair.lastIndexOf('=');
      counts.put(pair.substring(0, equals), Long.valueOf(pair.substring(equals + 1)));
    }
    return counts;
  }

  /** The names are those of tables, in which nothing has to be escaped. */
  private static String json(SortedMap<String, Long> counts) {
    return counts.entrySet().stream()
        .map(entry -> "\"" + entry.getKey() + "\":" + entry.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }
}
