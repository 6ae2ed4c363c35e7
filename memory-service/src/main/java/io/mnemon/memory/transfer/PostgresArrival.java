package io.mnemon.memory.transfer;

import io.mnemon.inference.Embedding;
import io.mnemon.memory.record.Attributes;
import io.mnemon.memory.record.Memory;
import io.mnemon.memory.record.MemoryCipher;
import io.mnemon.memory.record.MemoryCipher.Sealed;
import io.mnemon.memory.record.MemoryStore.MemoryVersion;
import io.mnemon.memory.record.PostgresRows;
import io.mnemon.memory.transfer.TransferStore.Arriving;
import io.mnemon.storage.Binding;
import io.mnemon.storage.Transaction;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Inserts any number of whole memories of one tenant with one statement: versions, vectors and
 * links beside them. A column travels as an array of texts, which Postgres parses.
 */
final class PostgresArrival {
  private static final String SQL =
      """
      WITH input AS (
        SELECT * FROM unnest(
          ?::uuid[], ?::uuid[], ?::bigint[], ?::text[], ?::bytea[], ?::uuid[], ?::timestamptz[],
          ?::timestamptz[], ?::timestamptz[], ?::timestamptz[], ?::text[], ?::text[], ?::float8[],
          ?::text[], ?::text[], ?::uuid[], ?::timestamptz[], ?::text[], ?::bytea[], ?::bytea[],
          ?::text[], ?::text[], ?::text[], ?::text[], ?::timestamptz[], ?::bytea[], ?::text[])
        WITH ORDINALITY AS i(
          id, scope_id, version, kind, content, key_id, event_time,
          valid_from, valid_to, expires_at, tags, metadata, importance,
          sensitivity, change, changed_by, updated_at, layer, content_hash, dedup_hash,
          episode, source_message_id, source, provenance, created_at, embedding, near, place)),
      earlier AS (
        INSERT INTO memory.version
          (tenant, memory_id, version, scope_id, kind, content, key_id, event_time, valid_from,
           valid_to, expires_at, tags, metadata, importance, sensitivity, change, changed_by,
           updated_at)
        SELECT ?, id, version, scope_id, kind, content, key_id, event_time, valid_from, valid_to,
          expires_at, ARRAY(SELECT jsonb_array_elements_text(tags::jsonb)), metadata::jsonb,
          importance, sensitivity, change, changed_by, updated_at
        FROM unnest(
          ?::uuid[], ?::uuid[], ?::bigint[], ?::text[], ?::bytea[], ?::uuid[], ?::timestamptz[],
          ?::timestamptz[], ?::timestamptz[], ?::timestamptz[], ?::text[], ?::text[], ?::float8[],
          ?::text[], ?::text[], ?::uuid[], ?::timestamptz[])
        AS v(
          id, scope_id, version, kind, content, key_id, event_time,
          valid_from, valid_to, expires_at, tags, metadata, importance,
          sensitivity, change, changed_by, updated_at)),
      vectors AS (
        INSERT INTO memory.vector (tenant, memory_id, space, scope_id, version, embedding)
        SELECT ?, id, ?, scope_id, version, embedding FROM input WHERE embedding IS NOT NULL),
      links AS (
        INSERT INTO memory.near_duplicate (tenant, memory_id, other_id, scope_id, cosine)
        SELECT ?, id, other::uuid, scope_id, 0.95
        FROM input, jsonb_array_elements_text(near::jsonb) AS other)
      INSERT INTO memory.memory
        (tenant, id, scope_id, layer, kind, content, key_id, content_hash, dedup_hash, event_time,
         valid_from, valid_to, expires_at, episode, source_message_id, tags, metadata, importance,
         sensitivity, source, provenance, version, change, changed_by, created_at, updated_at)
      SELECT ?, id, scope_id, layer, kind, content, key_id, content_hash, dedup_hash, event_time,
         valid_from, valid_to, expires_at, episode, source_message_id,
         ARRAY(SELECT jsonb_array_elements_text(tags::jsonb)), metadata::jsonb, importance,
         sensitivity, source, provenance::jsonb, version, change, changed_by, created_at,
         updated_at
      FROM input ORDER BY place
      RETURNING id, arrival
      """;

  private final UUID tenant;
  private final String space;
  private final List<Arriving> memories;
  private final List<Closed> newest;
  private final List<Closed> earlier;

  /** A version with its content as it is kept. */
  private record Closed(MemoryVersion version, Sealed content) {
    Memory memory() {
      return version.memory();
    }

    Attributes attributes() {
      return version.memory().attributes();
    }
  }

  /** Encrypts the contents: outside of the transaction, because keys are looked up for it. */
  PostgresArrival(UUID tenant, MemoryCipher cipher, String space, List<Arriving> memories) {
    this.tenant = tenant;
    this.space = space;
    this.memories = memories;
    this.newest =
        memories.stream()
            .map(each -> new MemoryVersion(each.newest().memory(), each.change(), each.changedBy()))
            .map(version -> close(tenant, cipher, version))
            .toList();
    this.earlier =
        memories.stream()
            .flatMap(each -> each.earlier().stream())
            .map(version -> close(tenant, cipher, version))
            .toList();
  }

  private static Closed close(UUID tenant, MemoryCipher cipher, MemoryVersion version) {
    Memory memory = version.memory();
    return new Closed(
        version, cipher.seal(tenant, memory.scope(), memory.id(), memory.attributes()));
  }

  /** A memory's place in the order of arrival. */
  record Arrived(UUID id, long arrival) {}

  /** The answer is in the order of the memories. */
  List<Arrived> insert(Transaction tx) {
    insertSupersessions(tx);
    return tx.query(
        SQL,
        b -> {
          versions(b, newest)
              .textArray(column(newest, v -> v.memory().scope().layer().word()))
              .bytesArray(column(memories, m -> m.newest().contentHash().toByteArray()))
              .bytesArray(column(memories, m -> m.newest().identity().toByteArray()))
              .textArray(column(newest, v -> v.memory().episode()))
              .textArray(column(newest, v -> v.memory().sourceMessageId()))
              .textArray(column(newest, v -> v.memory().source().word()))
              .textArray(column(newest, v -> PostgresRows.toJson(v.memory().provenance())))
              .textArray(column(newest, v -> text(v.memory().createdAt())))
              .bytesArray(column(memories, PostgresArrival::embedding))
              .textArray(column(newest, v -> PostgresRows.toJson(v.memory().nearDuplicates())))
              .uuid(tenant);
          versions(b, earlier).uuid(tenant).text(space).uuid(tenant).uuid(tenant);
        },
        row -> new Arrived(row.uuid("id"), row.bigint("arrival")));
  }

  /**
   * Why one memory ended the validity of another is not told by the line that tells that it did.
   */
  private void insertSupersessions(Transaction tx) {
    List<Memory> superseded =
        newest.stream().map(Closed::memory).filter(m -> m.supersessions().by() != null).toList();
    if (superseded.isEmpty()) {
      return;
    }
    int unused =
        tx.update(
            """
            INSERT INTO memory.supersession
              (tenant, older, newer, scope_id, reason, at, closed_at, open_until)
            SELECT ?, older, newer, scope_id, 'imported', at, closed_at, NULL
            FROM unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::timestamptz[], ?::timestamptz[])
              AS i(older, newer, scope_id, at, closed_at)
            ON CONFLICT DO NOTHING
            """,
            b ->
                b.uuid(tenant)
                    .uuidArray(column(superseded, Memory::id))
                    .uuidArray(column(superseded, m -> m.supersessions().by()))
                    .uuidArray(column(superseded, m -> m.scope().id()))
                    .textArray(column(superseded, m -> text(m.updatedAt())))
                    .textArray(column(superseded, m -> text(closedAt(m)))));
  }

  private static Instant closedAt(Memory superseded) {
    Instant end = superseded.attributes().validTo();
    return end == null ? superseded.updatedAt() : end;
  }

  /** What every version has of its own, in the order of the statement. */
  private static Binding versions(Binding b, List<Closed> versions) throws SQLException {
    return b.uuidArray(column(versions, v -> v.memory().id()))
        .uuidArray(column(versions, v -> v.memory().scope().id()))
        .bigintArray(versions.stream().map(v -> v.memory().version()).toList())
        .textArray(column(versions, v -> v.attributes().kind().word()))
        .bytesArray(column(versions, v -> v.content().content().toByteArray()))
        .uuidArray(column(versions, v -> v.content().keyId()))
        .textArray(column(versions, v -> text(v.attributes().eventTime())))
        .textArray(column(versions, v -> text(v.attributes().validFrom())))
        .textArray(column(versions, v -> text(v.attributes().validTo())))
        .textArray(column(versions, v -> text(v.attributes().expiresAt())))
        .textArray(column(versions, v -> PostgresRows.toJson(v.attributes().tags())))
        .textArray(column(versions, v -> v.attributes().metadata()))
        .textArray(column(versions, v -> Double.toString(v.attributes().importance())))
        .textArray(column(versions, v -> v.attributes().sensitivity().word()))
        .textArray(column(versions, v -> v.version().change()))
        .uuidArray(column(versions, v -> v.version().changedBy()))
        .textArray(column(versions, v -> text(v.memory().updatedAt())));
  }

  private static byte @Nullable [] embedding(Arriving memory) {
    return memory.newest().vector().map(Embedding::toBytes).orElse(null);
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }

  /** What a row has in one column. */
  @FunctionalInterface
  private interface Column<S, T> {
    @Nullable T of(S row);
  }

  private static <S, T> Collection<@Nullable T> column(List<S> rows, Column<S, T> value) {
    List<@Nullable T> values = new ArrayList<>(rows.size());
    rows.forEach(row -> values.add(value.of(row)));
    return values;
  }
}
