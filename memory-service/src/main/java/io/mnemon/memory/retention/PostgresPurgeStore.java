package io.mnemon.memory.retention;

import io.mnemon.memory.record.MemoryCipher;
import io.mnemon.memory.record.UnreadableException;
import io.mnemon.storage.Binding;
import io.mnemon.storage.ControlSession;
import io.mnemon.storage.PostgresSession;
import io.mnemon.storage.Row;
import io.mnemon.storage.Transaction;
import io.mnemon.tenancy.TenantScope;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Purges in Postgres. Which tables hold something of a memory, the catalogue tells: a list would be
 * forgotten.
 */
public final class PostgresPurgeStore implements PurgeStore {
  private static final String BESIDE =
      """
      SELECT c.relname AS name FROM pg_class c
      JOIN pg_attribute m ON m.attrelid = c.oid AND m.attname = 'memory_id' AND NOT m.attisdropped
      JOIN pg_attribute t ON t.attrelid = c.oid AND t.attname = 'tenant' AND NOT t.attisdropped
      WHERE c.relnamespace = 'memory'::regnamespace AND c.relkind = 'r'
        -- What is in the archive is kept track of until it is gone from there.
        AND c.relname NOT IN ('purge', 'archive_object')
      ORDER BY c.relname
      """;
  private static final String TOMBSTONE =
      """
      UPDATE memory.memory m
      SET content = '', key_id = NULL, archived = NULL, content_hash = '', dedup_hash = '', kind = 'fact',
          event_time = deleted_at, valid_from = NULL, valid_to = NULL, expires_at = NULL,
          episode = NULL, source_message_id = NULL, tags = '{}', metadata = NULL, importance = 0,
          sensitivity = 'internal', source = 'manual', purged_at = ?,
          provenance = jsonb_build_object('principal', changed_by, 'messageIds', '[]'::jsonb)
      WHERE m.tenant = ? AND m.id = ANY (?) AND m.deleted_at IS NOT NULL
      RETURNING m.id, m.version
      """;

  /** How many contents are held at once, and how many bytes of them. */
  private static final int CONTENTS_AT_ONCE = 1_000;

  private static final long BYTES_AT_ONCE = 8_000_000;

  private final ControlSession jobs;
  private final PostgresSession session;
  private final MemoryCipher cipher;
  private final InstantSource clock;

  public PostgresPurgeStore(
      ControlSession jobs, PostgresSession session, MemoryCipher cipher, InstantSource clock) {
    this.jobs = jobs;
    this.session = session;
    this.cipher = cipher;
    this.clock = clock;
  }

  private record Due(UUID tenant, UUID memory) {}

  @Override
  public Map<UUID, Set<UUID>> lease(Instant deletedBefore, int limit, Duration lease) {
    Instant now = clock.instant();
    Map<UUID, Set<UUID>> due = new LinkedHashMap<>();
    jobs.query(
            """
            WITH due AS (
              SELECT p.tenant, p.memory_id FROM memory.purge p
              WHERE (p.urgent OR p.deleted_at <= ?)
                AND (p.lease_until IS NULL OR p.lease_until <= ?)
                AND NOT EXISTS (SELECT FROM memory.outbox o
                                 WHERE o.tenant = p.tenant AND o.aggregate = p.memory_id)
              ORDER BY p.urgent DESC, p.deleted_at LIMIT ? FOR UPDATE SKIP LOCKED)
            UPDATE memory.purge p SET lease_until = ?
            FROM due WHERE p.tenant = due.tenant AND p.memory_id = due.memory_id
            RETURNING p.tenant, p.memory_id
            """,
            b ->
                b.timestamp(deletedBefore).timestamp(now).integer(limit).timestamp(now.plus(lease)),
            row -> new Due(row.uuid("tenant"), row.uuid("memory_id")))
        .forEach(
            each ->
                due.computeIfAbsent(each.tenant(), t -> new LinkedHashSet<>()).add(each.memory()));
    return due;
  }

  @Override
  public void hurry(TenantScope tenant, UUID memory) {
    int unused =
        session.update(
            tenant,
            "UPDATE memory.purge SET urgent = true WHERE tenant = ? AND memory_id = ?",
            b -> b.uuid(tenant.tenant()).uuid(memory));
  }

  @Override
  public void contents(TenantScope system, Set<UUID> ids, Consumer<List<String>> part) {
    Sealed last = new Sealed(new UUID(0, 0), 0, () -> "");
    List<Sealed> some = contents(system, ids, last);
    while (!some.isEmpty()) {
      List<String> contents = opened(some);
      if (!contents.isEmpty()) {
        part.accept(contents);
      }
      last = some.getLast();
      some = contents(system, ids, last);
    }
  }

  /**
   * What a version says; opened when it is asked for: a key may have to be read, on another
   * connection.
   */
  private record Sealed(UUID memory, long version, Supplier<String> content) {}

  /** Those behind one, as many as there is room for, and at least one. */
  private List<Sealed> contents(TenantScope system, Set<UUID> ids, Sealed last) {
    return session.query(
        system,
        """
        WITH next AS (
          SELECT m.id, m.version, m.content, m.key_id FROM memory.memory m
          WHERE m.tenant = ? AND m.id = ANY (?) AND m.deleted_at IS NOT NULL
            AND m.archived IS NULL AND (m.id, m.version) > (?, ?)
          UNION ALL
          SELECT m.id, v.version, v.content, v.key_id FROM memory.memory m
          JOIN memory.version v ON v.tenant = m.tenant AND v.memory_id = m.id
          WHERE m.tenant = ? AND m.id = ANY (?) AND m.deleted_at IS NOT NULL
            AND (m.id, v.version) > (?, ?)
          ORDER BY id, version LIMIT ?),
        sized AS (
          SELECT n.*, sum(octet_length(n.content)) OVER (ORDER BY n.id, n.version)
                        - octet_length(n.content) AS before
          FROM next n)
        SELECT id, version, content, key_id FROM sized WHERE before < ? ORDER BY id, version
        """,
        b -> {
          after(b.uuid(system.tenant()).uuidArray(ids), last);
          after(b.uuid(system.tenant()).uuidArray(ids), last);
          b.integer(CONTENTS_AT_ONCE).bigint(BYTES_AT_ONCE);
        },
        row -> sealed(system, row));
  }

  private static void after(Binding b, Sealed last) throws SQLException {
    b.uuid(last.memory()).bigint(last.version());
  }

  private Sealed sealed(TenantScope system, Row row) throws SQLException {
    UUID id = row.uuid("id");
    byte[] content = row.bytes("content");
    @Nullable UUID key = row.uuidOrNull("key_id");
    return new Sealed(
        id, row.bigint("version"), () -> cipher.open(system.tenant(), id, content, key));
  }

  private static List<String> opened(List<Sealed> some) {
    List<String> contents = new ArrayList<>();
    for (Sealed each : some) {
      try {
        contents.add(each.content().get());
      } catch (UnreadableException e) {
        // What cannot be read any more, nobody remembers.
      }
    }
    contents.removeIf(String::isEmpty);
    return contents;
  }

  @Override
  public Map<UUID, Long> purge(TenantScope system, Set<UUID> ids) {
    return session.transact(
        system,
        tx -> {
          Map<UUID, Long> purged = new LinkedHashMap<>();
          tx.query(
                  TOMBSTONE,
                  b -> b.timestamp(clock.instant()).uuid(system.tenant()).uuidArray(ids),
                  row -> Map.entry(row.uuid("id"), row.bigint("version")))
              .forEach(entry -> purged.put(entry.getKey(), entry.getValue()));
          purged.keySet().forEach(id -> tx.touched("memory", id));
          erase(tx, system, purged.keySet());
          return purged;
        });
  }

  private static void erase(Transaction tx, TenantScope system, Set<UUID> ids) {
    for (String table : tx.query(BESIDE, b -> {}, row -> row.text("name"))) {
      tx.update(
          "DELETE FROM memory.\"%s\" WHERE tenant = ? AND memory_id = ANY (?)".formatted(table),
          b -> b.uuid(system.tenant()).uuidArray(ids));
    }
    tx.update(
        "DELETE FROM memory.near_duplicate WHERE tenant = ? AND other_id = ANY (?)",
        b -> b.uuid(system.tenant()).uuidArray(ids));
  }

  @Override
  public void done(TenantScope system, Set<UUID> ids) {
    int unused =
        session.update(
            system,
            "DELETE FROM memory.purge WHERE tenant = ? AND memory_id = ANY (?)",
            b -> b.uuid(system.tenant()).uuidArray(ids));
  }
}
