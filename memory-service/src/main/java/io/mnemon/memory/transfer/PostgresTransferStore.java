package io.mnemon.memory.transfer;

import io.mnemon.inference.Embedding;
import io.mnemon.inference.VectorSpace;
import io.mnemon.memory.record.Archive;
import io.mnemon.memory.record.Decay;
import io.mnemon.memory.record.Memory;
import io.mnemon.memory.record.MemoryCipher;
import io.mnemon.memory.record.MemoryStore.IdentityTakenException;
import io.mnemon.memory.record.MemoryStore.Kept;
import io.mnemon.memory.record.MemoryStore.MemoryVersion;
import io.mnemon.memory.record.PostgresInsertion;
import io.mnemon.memory.record.PostgresRows;
import io.mnemon.memory.record.PostgresSelection;
import io.mnemon.memory.record.Selection;
import io.mnemon.storage.Binding;
import io.mnemon.storage.Outbox;
import io.mnemon.storage.OutboxEntry;
import io.mnemon.storage.PostgresSession;
import io.mnemon.storage.Row;
import io.mnemon.storage.Transaction;
import io.mnemon.storage.UniqueViolationException;
import io.mnemon.tenancy.TenantScope;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Whole memories in Postgres: a page out or in is one statement. */
public final class PostgresTransferStore implements TransferStore {
  private static final Duration UPLOADS_REMEMBERED = Duration.ofDays(30);

  private final PostgresSession session;
  private final Outbox outbox;
  private final MemoryCipher cipher;
  private final PostgresRows rows;
  private final InstantSource clock;
  private final String space;
  private final Duration handledHereFor;

  /**
   * @param handledHereFor for how long the relay leaves a change to the request that made it
   */
  public PostgresTransferStore(
      PostgresSession session,
      Outbox outbox,
      MemoryCipher cipher,
      Archive archive,
      Decay decay,
      InstantSource clock,
      VectorSpace space,
      Duration handledHereFor) {
    this.session = session;
    this.outbox = outbox;
    this.cipher = cipher;
    this.rows = new PostgresRows(cipher, archive, decay, clock);
    this.clock = clock;
    this.space = VectorSpaces.name(space);
    this.handledHereFor = handledHereFor;
  }

  /**
   * A version of a memory that was read; its vector stands beside the newest one.
   *
   * @param candidates how many memories might have been read, if there was room for them
   */
  private record Line(
      UUID id,
      Supplier<Memory> memory,
      String change,
      UUID by,
      boolean isNewest,
      long candidates,
      Optional<Embedding> vector) {
    MemoryVersion version() {
      return new MemoryVersion(memory.get(), change, by);
    }
  }

  // One statement, hence one snapshot: a memory that is changed meanwhile is told as before or as
  // after, never as a mixture. How long a content is, Postgres tells without reading it.
  @Override
  public Page page(
      TenantScope scope, Selection wanted, boolean vectors, Optional<UUID> after, Most most) {
    PostgresSelection selection = new PostgresSelection(wanted);
    String sql =
        """
        WITH candidate AS MATERIALIZED (
          SELECT m.tenant, m.id, m.version, %6$s AS bytes FROM memory.memory m
          WHERE %1$s AND m.deleted_at IS NULL AND (m.expires_at IS NULL OR m.expires_at > ?)
            AND (?::uuid IS NULL OR m.id > ?)
            AND %5$s
          ORDER BY m.id LIMIT ?),
        earlier AS MATERIALIZED (
          SELECT v.memory_id, v.version, %7$s AS bytes,
                 sum(octet_length(v.content))
                   OVER (PARTITION BY v.memory_id ORDER BY v.version DESC) AS contents
          FROM candidate c
          JOIN memory.version v
            ON v.tenant = c.tenant AND v.memory_id = c.id AND v.version > c.version - ?),
        told AS MATERIALIZED (SELECT * FROM earlier WHERE contents <= ?),
        sized AS (
          SELECT c.tenant, c.id,
                 sum(c.bytes + COALESCE(t.bytes, 0)) OVER (ORDER BY c.id)
                   - c.bytes - COALESCE(t.bytes, 0) AS before
          FROM candidate c
          LEFT JOIN (SELECT memory_id, sum(bytes) AS bytes FROM told GROUP BY memory_id) t
            ON t.memory_id = c.id),
        page AS MATERIALIZED (
          SELECT m.* FROM sized z JOIN memory.memory m ON m.tenant = z.tenant AND m.id = z.id
          WHERE z.before < ?)
        SELECT %2$s, true AS is_newest, e.embedding,
               (SELECT count(*) FROM candidate) AS candidates
        FROM page m
        JOIN memory.scope s ON s.tenant = m.tenant AND s.scope_id = m.scope_id
        LEFT JOIN memory.vector e
          ON e.tenant = m.tenant AND e.memory_id = m.id AND e.space = ? AND ?
        UNION ALL
        SELECT %3$s, %4$s, false AS is_newest, NULL::bytea AS embedding, 0 AS candidates
        FROM page m
        JOIN memory.scope s ON s.tenant = m.tenant AND s.scope_id = m.scope_id
        JOIN told t ON t.memory_id = m.id
        JOIN memory.version v
          ON v.tenant = m.tenant AND v.memory_id = m.id AND v.version = t.version
        ORDER BY id, version
        """
            .formatted(
                PostgresRows.visible(scope),
                PostgresRows.NEWEST,
                PostgresRows.LASTING,
                PostgresRows.ofVersion("v"),
                selection.sql(),
                PostgresRows.bytesOfNewest("m"),
                PostgresRows.bytesOfVersion("v"));
    @Nullable UUID from = after.orElse(null);
    List<Line> lines =
        session.query(
            scope,
            sql,
            b -> {
              visible(b, scope).timestamp(clock.instant()).uuid(from).uuid(from);
              selection.bind(b);
              b.integer(most.memories()).integer(most.versions()).bigint(most.versionBytes());
              b.bigint(most.bytes()).text(space).bool(vectors);
            },
            row -> line(scope, row));
    long memories = lines.stream().filter(Line::isNewest).count();
    long candidates = lines.stream().mapToLong(Line::candidates).max().orElse(0);
    return new Page(
        told(lines),
        candidates < most.memories() && memories == candidates
            ? Optional.empty()
            : Optional.of(lines.getLast().id()));
  }

  private Line line(TenantScope scope, Row row) throws SQLException {
    return new Line(
        row.uuid("id"),
        rows.sealed(scope, row),
        row.text("change"),
        row.uuid("changed_by"),
        row.bool("is_newest"),
        row.bigint("candidates"),
        Optional.ofNullable(row.bytesOrNull("embedding")).map(Embedding::ofBytes));
  }

  /** Whole is what can be read in all its versions. */
  private List<ToldMemory> told(List<Line> lines) {
    List<ToldMemory> memories = new ArrayList<>();
    List<Line> versions = new ArrayList<>();
    for (Line line : lines) {
      versions.add(line);
      if (line.isNewest()) {
        List<Line> all = List.copyOf(versions);
        memories.add(
            rows.<ToldMemory>readableOr(
                () -> whole(all, line),
                e -> new ToldMemory.Unreadable(line.id(), e.publicMessage())));
        versions.clear();
      }
    }
    return memories;
  }

  private static WholeMemory whole(List<Line> versions, Line newest) {
    MemoryVersion version = newest.version();
    List<MemoryVersion> earlier =
        versions.stream().filter(line -> !line.isNewest()).map(Line::version).toList();
    long all = version.memory().version() - 1;
    return new WholeMemory(
        version, earlier, Math.toIntExact(Math.max(0, all - earlier.size())), newest.vector());
  }

  private static Binding visible(Binding b, TenantScope scope) throws SQLException {
    b.uuid(scope.tenant());
    return scope.isSystem() ? b : b.uuidArray(scope.scopes());
  }

  @Override
  public Map<UUID, Taken> taken(TenantScope system, Set<UUID> ids) {
    Map<UUID, Taken> taken = new LinkedHashMap<>();
    session
        .query(
            system,
            """
            SELECT m.id, m.scope_id, m.version, m.deleted_at IS NOT NULL AS deleted
            FROM memory.memory m WHERE m.tenant = ? AND m.id = ANY (?)
            """,
            b -> b.uuid(system.tenant()).uuidArray(ids),
            row ->
                Map.entry(
                    row.uuid("id"),
                    new Taken(row.uuid("scope_id"), row.bigint("version"), row.bool("deleted"))))
        .forEach(entry -> taken.put(entry.getKey(), entry.getValue()));
    return taken;
  }

  @Override
  public List<Kept> keep(
      TenantScope scope, List<Arriving> memories, Set<UUID> expired, Optional<Step> step) {
    PostgresArrival arrival = new PostgresArrival(scope.tenant(), cipher, space, memories);
    try {
      return session.transact(
          scope,
          tx -> {
            for (Arriving each : memories) {
              tx.touched("memory", each.newest().memory().id());
              tx.concerns(each.newest().memory().scope().key().user());
            }
            makeRoom(tx, scope, expired);
            step.ifPresent(one -> remember(tx, scope, one));
            return memories.isEmpty() ? List.of() : insert(tx, scope, arrival, memories);
          });
    } catch (UniqueViolationException e) {
      throw new IdentityTakenException();
    }
  }

  private List<Kept> insert(
      Transaction tx, TenantScope scope, PostgresArrival arrival, List<Arriving> memories) {
    PostgresInsertion.insertScopes(
        tx, scope.tenant(), memories.stream().map(each -> each.newest().memory()).toList());
    List<PostgresArrival.Arrived> arrived = arrival.insert(tx);
    List<Long> outboxRows =
        outbox.append(
            tx,
            scope.tenant(),
            memories.stream()
                .map(each -> each.newest().memory())
                .map(memory -> new OutboxEntry(memory.id(), memory.version(), "index"))
                .toList(),
            null,
            handledHereFor);
    List<Kept> kept = new ArrayList<>(memories.size());
    for (int i = 0; i < memories.size(); i++) {
      kept.add(new Kept(arrived.get(i).id(), arrived.get(i).arrival(), outboxRows.get(i)));
    }
    return kept;
  }

  private void makeRoom(Transaction tx, TenantScope scope, Set<UUID> expired) {
    if (expired.isEmpty()) {
      return;
    }
    Instant now = clock.instant();
    tx.update(
        """
        UPDATE memory.memory m SET deleted_at = ?, version = version + 1, change = 'expired'
        WHERE %s AND m.id = ANY (?) AND m.deleted_at IS NULL
        """
            .formatted(PostgresRows.visible(scope)),
        b -> visible(b.timestamp(now), scope).uuidArray(expired));
  }

  /** Who comes second waits here for who came first, and finds the upload moved. */
  private static void remember(Transaction tx, TenantScope scope, Step step) {
    Progress reached = step.reached();
    tx.update(
        "DELETE FROM memory.upload WHERE tenant = ? AND principal = ? AND updated_at < ?",
        b ->
            b.uuid(scope.tenant())
                .uuid(reached.principal())
                .timestamp(reached.updatedAt().minus(UPLOADS_REMEMBERED)));
    int moved =
        tx.update(
            """
            INSERT INTO memory.upload AS u
              (tenant, principal, name, lines, is_complete, updated_at)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (tenant, principal, name) DO UPDATE
              SET lines = GREATEST(u.lines, excluded.lines), updated_at = excluded.updated_at,
                  is_complete =
                    excluded.is_complete OR (u.is_complete AND excluded.lines <= u.lines)
              WHERE u.lines = ?
            """,
            b ->
                b.uuid(scope.tenant())
                    .uuid(reached.principal())
                    .text(reached.upload())
                    .bigint(reached.lines())
                    .bool(reached.isComplete())
                    .timestamp(reached.updatedAt())
                    .bigint(step.before()));
    if (moved == 0) {
      throw new UploadMovedException();
    }
  }

  @Override
  public void complete(TenantScope tenant, UUID principal, String upload) {
    int uploads =
        session.transact(
            tenant,
            tx -> {
              tx.leaveOut();
              return tx.update(
                  """
                  UPDATE memory.upload SET is_complete = true
                  WHERE tenant = ? AND principal = ? AND name = ?
                  """,
                  b -> b.uuid(tenant.tenant()).uuid(principal).text(upload));
            });
    assert uploads <= 1;
  }

  @Override
  public Optional<Progress> progress(TenantScope tenant, UUID principal, String upload) {
    return session.queryOne(
        tenant,
        """
        SELECT lines, is_complete, updated_at FROM memory.upload
        WHERE tenant = ? AND principal = ? AND name = ?
        """,
        b -> b.uuid(tenant.tenant()).uuid(principal).text(upload),
        row ->
            new Progress(
                principal,
                upload,
                row.bigint("lines"),
                row.bool("is_complete"),
                row.instant("updated_at")));
  }
}
