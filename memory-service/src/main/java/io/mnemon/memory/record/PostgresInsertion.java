package io.mnemon.memory.record;

import io.mnemon.inference.Embedding;
import io.mnemon.memory.record.MemoryCipher.Sealed;
import io.mnemon.memory.record.MemoryStore.NewMemory;
import io.mnemon.memory.sight.MemoryScope;
import io.mnemon.storage.Binding;
import io.mnemon.storage.Transaction;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Inserts any number of memories of one tenant with one statement: a column travels as an array,
 * and each array as text, which Postgres parses to the column's type.
 */
public final class PostgresInsertion {
  private static final String SCOPES =
      """
      INSERT INTO memory.scope
        (tenant, scope_id, layer, user_id, user_name, agent_id, agent_name, session, unit_id,
         created_at)
      SELECT ?, i.*, ?
      FROM unnest(?::uuid[], ?::text[], ?::uuid[], ?::text[], ?::uuid[], ?::text[], ?::text[],
                  ?::uuid[]) AS i
      ON CONFLICT (tenant, scope_id) DO NOTHING
      """;
  private static final String SQL =
      """
      WITH scopes AS (
      %s      RETURNING 1),
      input AS (
        SELECT * FROM unnest(
          ?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::bytea[], ?::uuid[], ?::bytea[],
          ?::bytea[], ?::timestamptz[], ?::timestamptz[], ?::timestamptz[], ?::timestamptz[],
          ?::text[], ?::text[], ?::text[], ?::text[], ?::float8[], ?::text[], ?::text[],
          ?::text[], ?::uuid[], ?::timestamptz[], ?::bytea[], ?::text[])
        WITH ORDINALITY AS i(
          id, scope_id, layer, kind, content, key_id, content_hash,
          dedup_hash, event_time, valid_from, valid_to, expires_at,
          episode, source_message_id, tags, metadata, importance, sensitivity, source,
          provenance, changed_by, created_at, embedding, near_duplicates, place)),
      vectors AS (
        INSERT INTO memory.vector (tenant, memory_id, space, scope_id, version, embedding)
        SELECT ?, id, ?, scope_id, 1, embedding FROM input WHERE embedding IS NOT NULL),
      links AS (
        INSERT INTO memory.near_duplicate (tenant, memory_id, other_id, scope_id, cosine)
        SELECT ?, id, other::uuid, scope_id, 0.95
        FROM input, jsonb_array_elements_text(near_duplicates::jsonb) AS other)
      INSERT INTO memory.memory
        (tenant, id, scope_id, layer, kind, content, key_id, content_hash, dedup_hash, event_time,
         valid_from, valid_to, expires_at, episode, source_message_id, tags, metadata, importance,
         sensitivity, source, provenance, version, change, changed_by, created_at, updated_at)
      SELECT ?, id, scope_id, layer, kind, content, key_id, content_hash, dedup_hash, event_time,
         valid_from, valid_to, expires_at, episode, source_message_id,
         ARRAY(SELECT jsonb_array_elements_text(tags::jsonb)), metadata::jsonb, importance,
         sensitivity, source, provenance::jsonb, 1, 'added', changed_by, created_at, created_at
      FROM input
      -- Else the scopes come last, and calls that add the same might lock in different orders.
      WHERE (SELECT count(*) FROM scopes) >= 0
      ORDER BY place
      RETURNING id, arrival
      """
          .formatted(SCOPES);

  private final UUID tenant;
  private final String space;
  private final List<NewMemory> memories;
  private final List<Sealed> sealed;

  /** Encrypts the contents: outside of the transaction, because keys are looked up for it. */
  PostgresInsertion(UUID tenant, MemoryCipher cipher, String space, List<NewMemory> memories) {
    this.tenant = tenant;
    this.space = space;
    this.memories = memories;
    this.sealed =
        memories.stream()
            .map(NewMemory::memory)
            .map(m -> cipher.seal(tenant, m.scope(), m.id(), m.attributes()))
            .toList();
  }

  /** A memory's place in the order of arrival. */
  record Arrival(UUID id, long arrival) {}

  /** Inserts the scopes and the memories; the answer is in the order of the memories. */
  List<Arrival> insert(Transaction tx) {
    List<Memory> all = memories.stream().map(NewMemory::memory).toList();
    List<Arrival> arrivals =
        tx.query(
            SQL,
            b -> bind(bindScopes(b, tenant, all)),
            row -> new Arrival(row.uuid("id"), row.bigint("arrival")));
    markSecret(tx, tenant, all);
    return arrivals;
  }

  private void bind(Binding b) throws SQLException {
    Columns columns = new Columns(memories);
    b.uuidArray(columns.of(Memory::id))
        .uuidArray(columns.of(m -> m.scope().id()))
        .textArray(columns.of(m -> m.scope().layer().word()))
        .textArray(columns.ofAttributes(a -> a.kind().word()))
        .bytesArray(sealed.stream().map(s -> s.content().toByteArray()).toList())
        .uuidArray(nullable(sealed, Sealed::keyId))
        .bytesArray(memories.stream().map(m -> m.contentHash().toByteArray()).toList())
        .bytesArray(memories.stream().map(m -> m.identity().toByteArray()).toList())
        .textArray(columns.ofAttributes(a -> text(a.eventTime())))
        .textArray(columns.ofAttributes(a -> text(a.validFrom())))
        .textArray(columns.ofAttributes(a -> text(a.validTo())))
        .textArray(columns.ofAttributes(a -> text(a.expiresAt())))
        .textArray(columns.of(Memory::episode))
        .textArray(columns.of(Memory::sourceMessageId))
        .textArray(columns.ofAttributes(a -> PostgresRows.toJson(a.tags())))
        .textArray(columns.ofAttributes(Attributes::metadata))
        .textArray(columns.ofAttributes(a -> Double.toString(a.importance())))
        .textArray(columns.ofAttributes(a -> a.sensitivity().word()))
        .textArray(columns.of(m -> m.source().word()))
        .textArray(columns.of(m -> PostgresRows.toJson(m.provenance())))
        .uuidArray(columns.of(m -> m.provenance().principal()))
        .textArray(columns.of(m -> text(m.createdAt())))
        .bytesArray(nullable(memories, PostgresInsertion::embedding))
        .textArray(columns.of(m -> PostgresRows.toJson(m.nearDuplicates())))
        .uuid(tenant)
        .text(space)
        .uuid(tenant)
        .uuid(tenant);
  }

  /** The scopes of memories that are about to be inserted. */
  public static void insertScopes(Transaction tx, UUID tenant, List<Memory> memories) {
    tx.update(SCOPES, b -> bindScopes(b, tenant, memories));
    markSecret(tx, tenant, memories);
  }

  /** In the order of their ids, so that two calls that create the same scopes do not deadlock. */
  private static Binding bindScopes(Binding b, UUID tenant, List<Memory> memories)
      throws SQLException {
    List<MemoryScope> scopes =
        memories.stream()
            .map(Memory::scope)
            .distinct()
            .sorted(Comparator.comparing(MemoryScope::id))
            .toList();
    return b.uuid(tenant)
        .timestamp(memories.getFirst().createdAt())
        .uuidArray(nullable(scopes, MemoryScope::id))
        .textArray(nullable(scopes, s -> s.layer().word()))
        .uuidArray(nullable(scopes, s -> s.key().user()))
        .textArray(nullable(scopes, MemoryScope::userName))
        .uuidArray(nullable(scopes, s -> s.key().agent()))
        .textArray(nullable(scopes, MemoryScope::agentName))
        .textArray(nullable(scopes, s -> s.key().session()))
        .uuidArray(nullable(scopes, s -> s.key().unit()));
  }

  private static void markSecret(Transaction tx, UUID tenant, List<Memory> memories) {
    Set<UUID> secret =
        memories.stream()
            .filter(m -> m.attributes().sensitivity() == Sensitivity.SECRET)
            .map(m -> m.scope().id())
            .collect(Collectors.toUnmodifiableSet());
    if (!secret.isEmpty()) {
      markSecret(tx, tenant, secret);
    }
  }

  /** Remembers that searching the scopes means to decrypt. */
  static void markSecret(Transaction tx, UUID tenant, Set<UUID> scopes) {
    tx.update(
        """
        UPDATE memory.scope SET has_secrets = true
        WHERE tenant = ? AND scope_id = ANY (?) AND NOT has_secrets
        """,
        b -> b.uuid(tenant).uuidArray(scopes));
  }

  private static byte @Nullable [] embedding(NewMemory memory) {
    return memory.vector().map(Embedding::toBytes).orElse(null);
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }

  private static <S, T> Collection<@Nullable T> nullable(List<S> rows, Column<S, T> value) {
    List<@Nullable T> values = new ArrayList<>(rows.size());
    rows.forEach(row -> values.add(value.of(row)));
    return values;
  }

  /** What a row has in one column. */
  @FunctionalInterface
  private interface Column<S, T> {
    @Nullable T of(S row);
  }

  /** The columns of the memories, row by row. */
  private record Columns(List<NewMemory> rows) {
    <T> Collection<@Nullable T> of(Column<Memory, T> value) {
      return nullable(rows, row -> value.of(row.memory()));
    }

    <T> Collection<@Nullable T> ofAttributes(Column<Attributes, T> value) {
      return of(memory -> value.of(memory.attributes()));
    }
  }
}
