package io.mnemon.memory.record;

import static io.mnemon.memory.record.PostgresMemoryReader.visible;

import io.mnemon.memory.record.MemoryStore.Listing;
import io.mnemon.memory.record.MemoryStore.MemoryPage;
import io.mnemon.storage.Binder;
import io.mnemon.storage.Binding;
import io.mnemon.storage.PostgresSession;
import io.mnemon.tenancy.TenantScope;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Memories by what is known of them, now or at an earlier time.
 *
 * <p>Of an earlier time it takes the last version that was recorded by then, and judges by that one
 * alone; but what is deleted or expired now is gone from every time.
 */
final class PostgresListing {
  private static final String THEN =
      """
      CROSS JOIN LATERAL (
        SELECT %s WHERE m.updated_at <= ?
        UNION ALL
        (SELECT %s FROM memory.version o
          WHERE o.tenant = m.tenant AND o.memory_id = m.id AND m.updated_at > ?
            AND o.updated_at <= ?
          ORDER BY o.version DESC LIMIT 1)) v
      """
          .formatted(PostgresRows.ofNewest("m"), PostgresRows.ofVersion("o"));

  // What ended the validity of another is true since its own event: see Memory.trueSince.
  private static final String ENDS_NONE =
      """
      NOT EXISTS (SELECT FROM memory.supersession n
                   WHERE n.tenant = m.tenant AND n.newer = m.id AND n.undone IS NULL)
      """;
  private static final String HAD_ENDED_NONE =
      """
      NOT EXISTS (SELECT FROM memory.supersession n
                   WHERE n.tenant = m.tenant AND n.newer = m.id AND n.at <= ?
                     AND (n.undone IS NULL OR n.undone > ?))
      """;

  private final PostgresSession session;
  private final PostgresRows rows;
  private final InstantSource clock;

  PostgresListing(PostgresSession session, PostgresRows rows, InstantSource clock) {
    this.session = session;
    this.rows = rows;
    this.clock = clock;
  }

  MemoryPage list(TenantScope scope, Listing listing, Optional<UUID> after, int limit) {
    String version = listing.moment().knownAt().isPresent() ? "v" : "m";
    Conditions conditions = at(listing.moment(), version);
    after.ifPresent(id -> conditions.add("m.id < ?", b -> b.uuid(id)));
    listing.episode().ifPresent(episode -> conditions.add("m.episode = ?", b -> b.text(episode)));
    PostgresSelection selection =
        new PostgresSelection(
            new Selection(listing.kinds(), listing.tags(), listing.filter()), version);
    conditions.add(selection.sql(), selection);
    List<Found> found = read(scope, listing.moment(), version, conditions, "m.id DESC", limit + 1);
    List<Found> page = found.subList(0, Math.min(limit, found.size()));
    return new MemoryPage(
        rows.readable(page.stream().map(Found::memory).toList()),
        found.size() > limit ? Optional.of(page.getLast().id()) : Optional.empty());
  }

  Optional<Memory> find(TenantScope scope, UUID id, Moment moment) {
    String version = moment.knownAt().isPresent() ? "v" : "m";
    Conditions conditions = at(moment, version).add("m.id = ?", b -> b.uuid(id));
    return read(scope, moment, version, conditions, "m.id", 1).stream()
        .findFirst()
        .map(found -> found.memory().get());
  }

  List<Memory> changedSince(TenantScope scope, Instant knownAt, int limit) {
    Moment moment = new Moment(Optional.empty(), Optional.of(knownAt));
    Conditions conditions =
        at(moment, "v").add("m.version > 1 AND m.updated_at > ?", b -> b.timestamp(knownAt));
    return rows.readable(
        read(scope, moment, "v", conditions, "m.updated_at DESC, m.id", limit).stream()
            .map(Found::memory)
            .toList());
  }

  /** What holds for the memories of a moment. */
  private static Conditions at(Moment moment, String version) {
    Conditions conditions = new Conditions();
    moment
        .knownAt()
        .ifPresent(
            time ->
                conditions.add(
                    "m.created_at <= ? AND (v.expires_at IS NULL OR v.expires_at > ?)",
                    b -> b.timestamp(time).timestamp(time)));
    moment
        .asOf()
        .ifPresent(
            time ->
                conditions.add(
                    """
                    (a.valid_to IS NULL OR a.valid_to > ?)
                    AND (a.valid_from <= ? OR (a.valid_from IS NULL AND (a.event_time <= ? OR %s)))
                    """
                        .replace("a.", version + ".")
                        .formatted(moment.knownAt().isPresent() ? HAD_ENDED_NONE : ENDS_NONE),
                    b -> {
                      b.timestamp(time).timestamp(time).timestamp(time);
                      if (moment.knownAt().isPresent()) {
                        Instant known = moment.knownAt().get();
                        b.timestamp(known).timestamp(known);
                      }
                    }));
    return conditions;
  }

  /** A row that was found. */
  private record Found(UUID id, Supplier<Memory> memory) {}

  private List<Found> read(
      TenantScope scope,
      Moment moment,
      String version,
      Conditions conditions,
      String order,
      int limit) {
    @Nullable Instant knownAt = moment.knownAt().orElse(null);
    String sql =
        "SELECT %s, %s %s %s WHERE %s AND %s%s ORDER BY %s LIMIT ?"
            .formatted(
                PostgresRows.LASTING,
                PostgresRows.ofNewest(version),
                PostgresRows.FROM,
                knownAt == null ? "" : THEN,
                PostgresRows.visible(scope),
                PostgresMemoryReader.LIVING,
                conditions.sql(),
                order);
    return session.query(
        scope,
        sql,
        b -> {
          if (knownAt != null) {
            b.timestamp(knownAt).timestamp(knownAt).timestamp(knownAt);
          }
          visible(b, scope).timestamp(clock.instant());
          conditions.bind(b);
          b.integer(limit);
        },
        row -> new Found(row.uuid("id"), rows.sealed(scope, row)));
  }

  /** Conditions that all must hold, with their parameters. */
  private static final class Conditions implements Binder {
    private final StringBuilder sql = new StringBuilder();
    private final List<Binder> binders = new ArrayList<>();

    Conditions add(String condition, Binder binder) {
      sql.append(" AND ").append(condition);
      binders.add(binder);
      return this;
    }

    String sql() {
      return sql.toString();
    }

    @Override
    public void bind(Binding binding) throws SQLException {
      for (Binder binder : binders) {
        binder.bind(binding);
      }
    }
  }
}
