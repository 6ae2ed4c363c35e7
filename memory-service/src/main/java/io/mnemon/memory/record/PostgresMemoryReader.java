package io.mnemon.memory.record;

import static io.mnemon.memory.record.PostgresRows.open;

import io.mnemon.inference.Embedding;
import io.mnemon.inference.VectorSpace;
import io.mnemon.memory.record.MemoryStore.Listing;
import io.mnemon.memory.record.MemoryStore.MemoryPage;
import io.mnemon.memory.record.MemoryStore.MemoryVersion;
import io.mnemon.memory.record.MemoryStore.Standing;
import io.mnemon.storage.Binder;
import io.mnemon.storage.Binding;
import io.mnemon.storage.PostgresSession;
import io.mnemon.storage.Row;
import io.mnemon.tenancy.TenantScope;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads memories from Postgres, each call in one round trip. */
class PostgresMemoryReader implements MemoryReader {
  /** What may be shown of a memory {@code m}: its one parameter is the time of the call. */
  static final String LIVING =
      "m.deleted_at IS NULL AND (m.expires_at IS NULL OR m.expires_at > ?)";

  private static final Comparator<Memory> IN_EPISODE =
      Comparator.<Memory, Instant>comparing(memory -> memory.attributes().eventTime())
          .thenComparing(Memory::arrival);

  private final PostgresSession session;
  private final PostgresRows rows;
  private final PostgresListing listings;
  private final PostgresSecrets secrets;
  private final InstantSource clock;
  private final Archive archive;
  private final String space;

  PostgresMemoryReader(
      PostgresSession session,
      MemoryCipher cipher,
      Archive archive,
      Decay decay,
      InstantSource clock,
      VectorSpace space) {
    this.session = session;
    this.rows = new PostgresRows(cipher, archive, decay, clock);
    this.listings = new PostgresListing(session, rows, clock);
    this.secrets = new PostgresSecrets(session, rows, clock);
    this.archive = archive;
    this.clock = clock;
    this.space = name(space);
  }

  /** The name of a vector space in table {@code memory.vector}. */
  static String name(VectorSpace space) {
    return space.model() + "/" + space.dimensions() + "/" + space.codec();
  }

  @Override
  public Optional<Memory> find(TenantScope scope, UUID id) {
    return open(sealed(scope, Set.of(id))).stream().findFirst();
  }

  @Override
  public List<Memory> findAll(TenantScope scope, Set<UUID> ids) {
    return rows.readable(sealed(scope, ids));
  }

  private List<Supplier<Memory>> sealed(TenantScope scope, Set<UUID> ids) {
    String sql =
        "SELECT %s %s WHERE %s AND m.id = ANY (?) AND %s"
            .formatted(PostgresRows.NEWEST, PostgresRows.FROM, PostgresRows.visible(scope), LIVING);
    return session.query(
        scope,
        sql,
        b -> visible(b, scope).uuidArray(ids).timestamp(clock.instant()),
        row -> rows.sealed(scope, row));
  }

  public Optional<Standing> standing(TenantScope scope, UUID id) {
    return session.queryOne(
        scope,
        """
        SELECT m.id, m.version, m.layer, m.scope_id, s.user_id, s.user_name, s.agent_id,
               s.agent_name, s.session, s.unit_id
        %s WHERE %s AND m.id = ? AND %s
        """
            .formatted(PostgresRows.FROM, PostgresRows.visible(scope), LIVING),
        b -> visible(b, scope).uuid(id).timestamp(clock.instant()),
        row -> new Standing(row.uuid("id"), PostgresRows.scope(row), row.bigint("version")));
  }

  @Override
  public List<UUID> derived(TenantScope scope, UUID id) {
    return session.query(
        scope,
        """
        SELECT m.id FROM memory.memory m
        WHERE %s AND m.provenance ->> 'derivedFrom' = ? AND m.deleted_at IS NULL ORDER BY m.id
        """
            .formatted(PostgresRows.visible(scope)),
        b -> visible(b, scope).text(id.toString()),
        row -> row.uuid("id"));
  }

  static Binding visible(Binding b, TenantScope scope) throws SQLException {
    b.uuid(scope.tenant());
    return scope.isSystem() ? b : b.uuidArray(scope.scopes());
  }

  public MemoryPage list(TenantScope scope, Listing listing, Optional<UUID> after, int limit) {
    return listings.list(scope, listing, after, limit);
  }

  public Optional<Memory> find(TenantScope scope, UUID id, Moment moment) {
    return listings.find(scope, id, moment);
  }

  @Override
  public List<Memory> changedSince(TenantScope scope, Instant knownAt, int limit) {
    return listings.changedSince(scope, knownAt, limit);
  }

  @Override
  public Map<UUID, List<Memory>> neighbours(TenantScope scope, List<Memory> turns, int each) {
    List<Memory> placed = turns.stream().filter(turn -> turn.episode() != null).toList();
    if (placed.isEmpty() || each == 0) {
      return Map.of();
    }
    String sql =
        """
        SELECT place.id AS turn, %s
        FROM unnest(?::uuid[], ?::uuid[], ?::text[], ?::timestamptz[], ?::bigint[])
          AS place(id, scope_id, episode, event_time, arrival)
        CROSS JOIN LATERAL (%s UNION ALL %s) m
        JOIN memory.scope s ON s.tenant = m.tenant AND s.scope_id = m.scope_id
        """
            .formatted(
                PostgresRows.NEWEST,
                side(scope, LIVING, "<", "DESC"),
                side(scope, LIVING, ">", "ASC"));
    return session
        .query(
            scope,
            sql,
            b -> {
              b.uuidArray(placed.stream().map(Memory::id).toList())
                  .uuidArray(placed.stream().map(turn -> turn.scope().id()).toList())
                  .textArray(placed.stream().map(Memory::episode).toList())
                  .textArray(
                      placed.stream()
                          .map(turn -> turn.attributes().eventTime().toString())
                          .toList())
                  .bigintArray(placed.stream().map(Memory::arrival).toList());
              visible(b, scope).timestamp(clock.instant()).integer(each);
              visible(b, scope).timestamp(clock.instant()).integer(each);
            },
            row -> Map.entry(row.uuid("turn"), rows.sealed(scope, row)))
        .stream()
        .collect(
            Collectors.groupingBy(
                Map.Entry::getKey,
                Collectors.flatMapping(
                    entry -> rows.ifReadable(entry.getValue()).stream(),
                    Collectors.collectingAndThen(
                        Collectors.toList(),
                        found -> found.stream().sorted(IN_EPISODE).toList()))));
  }

  /** The turns of {@code place}'s episode on one side of it, nearest first. */
  private static String side(TenantScope scope, String which, String comparison, String order) {
    return """
    (SELECT m.* FROM memory.memory m
      WHERE %s AND m.scope_id = place.scope_id AND m.episode = place.episode AND %s
        AND (m.event_time, m.arrival) %s (place.event_time, place.arrival)
      ORDER BY m.event_time %s, m.arrival %s LIMIT ?)
    """
        .formatted(PostgresRows.visible(scope), which, comparison, order, order);
  }

  @Override
  public List<Window> windows(TenantScope system, Set<UUID> ids, int reach) {
    String turns =
        LIVING
            + " AND m.kind = '%s' AND m.sensitivity <> '%s'"
                .formatted(Kind.EPISODE.word(), Sensitivity.SECRET.word());
    String sql =
        """
        WITH place AS (
          SELECT row_number() OVER () AS number, any_version.* FROM (
            SELECT m.id, m.scope_id, m.episode, m.event_time, m.arrival
            FROM memory.memory m WHERE %1$s AND m.id = ANY (?) AND m.episode IS NOT NULL
            UNION
            SELECT m.id, m.scope_id, m.episode, v.event_time, m.arrival
            FROM memory.memory m
            JOIN memory.version v ON v.tenant = m.tenant AND v.memory_id = m.id
            WHERE %1$s AND m.id = ANY (?) AND m.episode IS NOT NULL) any_version)
        SELECT place.number, m.id,
               (m.event_time, m.arrival) < (place.event_time, place.arrival) AS is_before
        FROM place CROSS JOIN LATERAL (%2$s UNION ALL %3$s) m
        ORDER BY place.number, m.event_time, m.arrival
        """
            .formatted(
                PostgresRows.visible(system),
                side(system, turns, "<", "DESC"),
                side(system, turns, ">=", "ASC"));
    Map<Long, List<InWindow>> windows =
        session
            .query(
                system,
                sql,
                b -> {
                  visible(b, system).uuidArray(ids);
                  visible(b, system).uuidArray(ids);
                  visible(b, system).timestamp(clock.instant()).integer(2 * reach);
                  visible(b, system).timestamp(clock.instant()).integer(2 * reach + 1);
                },
                row ->
                    new InWindow(
                        row.bigint("number"),
                        row.uuid("id"),
                        Boolean.TRUE.equals(row.boolOrNull("is_before"))))
            .stream()
            .collect(Collectors.groupingBy(InWindow::number));
    return windows.values().stream()
        .map(
            turn ->
                new Window(
                    turn.stream().map(InWindow::id).toList(),
                    (int) turn.stream().filter(InWindow::isBefore).count()))
        .toList();
  }

  private record InWindow(long number, UUID id, boolean isBefore) {}

  @Override
  public void secrets(TenantScope scope, Set<UUID> scopes, int limit, Consumer<List<Memory>> page) {
    secrets.read(scope, scopes, limit, page);
  }

  public List<MemoryVersion> history(TenantScope scope, UUID id, long afterVersion, int limit) {
    String sql =
        """
        SELECT %s, %s %s
          JOIN memory.version v ON v.tenant = m.tenant AND v.memory_id = m.id
          WHERE %s AND m.id = ? AND %s AND v.version > ?
        UNION ALL
        SELECT %s %s WHERE %s AND m.id = ? AND %s AND m.version > ?
        ORDER BY version LIMIT ?
        """
            .formatted(
                PostgresRows.LASTING,
                PostgresRows.ofVersion("v"),
                PostgresRows.FROM,
                PostgresRows.visible(scope),
                LIVING,
                PostgresRows.NEWEST,
                PostgresRows.FROM,
                PostgresRows.visible(scope),
                LIVING);
    Instant now = clock.instant();
    return open(
        session.query(
            scope,
            sql,
            b -> {
              visible(b, scope).uuid(id).timestamp(now).bigint(afterVersion);
              visible(b, scope).uuid(id).timestamp(now).bigint(afterVersion).integer(limit);
            },
            row -> version(rows.sealed(scope, row), row)));
  }

  public Map<UUID, Embedding> vectors(TenantScope scope, Set<UUID> ids) {
    return session
        .query(
            scope,
            """
            SELECT m.memory_id, m.embedding FROM memory.vector m
            WHERE %s AND m.memory_id = ANY (?) AND m.space = ?
            """
                .formatted(PostgresRows.visible(scope)),
            b -> visible(b, scope).uuidArray(ids).text(space),
            row -> Map.entry(row.uuid("memory_id"), Embedding.ofBytes(row.bytes("embedding"))))
        .stream()
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  @Override
  public List<Stored> stream(TenantScope system, Optional<UUID> after, int limit) {
    @Nullable UUID from = after.orElse(null);
    return stored(
        system,
        "m.deleted_at IS NULL AND (?::uuid IS NULL OR m.id > ?)",
        b -> b.uuid(from).uuid(from),
        limit);
  }

  @Override
  public List<Stored> stored(TenantScope system, Set<UUID> ids) {
    return stored(system, "m.id = ANY (?)", b -> b.uuidArray(ids), ids.size());
  }

  private List<Stored> stored(TenantScope system, String which, Binder binder, int limit) {
    String sql =
        """
        SELECT %s, m.deleted_at, e.embedding %s
        LEFT JOIN memory.vector e
          ON e.tenant = m.tenant AND e.memory_id = m.id AND e.space = ?
        WHERE %s AND %s
        ORDER BY m.id LIMIT ?
        """
            .formatted(PostgresRows.NEWEST, PostgresRows.FROM, PostgresRows.visible(system), which);
    return open(
        session.query(
            system,
            sql,
            b -> {
              b.text(space);
              visible(b, system);
              binder.bind(b);
              b.integer(limit);
            },
            row -> stored(system, row)));
  }

  private Supplier<Stored> stored(TenantScope system, Row row) throws SQLException {
    Instant deletedAt = row.instantOrNull("deleted_at");
    if (deletedAt != null) {
      Stored gone = new Stored.Gone(row.uuid("id"), row.bigint("version"), deletedAt);
      return () -> gone;
    }
    byte[] bytes = row.bytesOrNull("embedding");
    Optional<Embedding> embedding = Optional.ofNullable(bytes).map(Embedding::ofBytes);
    Supplier<Memory> sealed = rows.sealed(system, row);
    Stored unreadable = new Stored.Unreadable(row.uuid("id"), row.bigint("version"));
    UUID archived = row.uuidOrNull("archived");
    return () ->
        rows.ifReadable(sealed)
            .<Stored>map(
                memory ->
                    new Stored.Live(
                        memory,
                        embedding.isEmpty() && archived != null
                            ? archivedVector(system.tenant(), archived)
                            : embedding))
            .orElse(unreadable);
  }

  private Optional<Embedding> archivedVector(UUID tenant, UUID object) {
    return archive
        .find(tenant, object)
        .filter(cold -> cold.space().equals(space))
        .flatMap(Archive.Cold::vector);
  }

  private static Supplier<MemoryVersion> version(Supplier<Memory> memory, Row row)
      throws SQLException {
    String change = row.text("change");
    UUID by = row.uuid("changed_by");
    return () -> new MemoryVersion(memory.get(), change, by);
  }

  @Override
  public long count(TenantScope system) {
    return session
        .query(
            system,
            "SELECT count(*) AS n FROM memory.memory m WHERE %s AND m.deleted_at IS NULL"
                .formatted(PostgresRows.visible(system)),
            b -> visible(b, system),
            row -> row.bigint("n"))
        .getFirst();
  }
}
