package io.mnemon.memory.record;

import io.mnemon.crypto.Bytes;
import io.mnemon.inference.Embedding;
import io.mnemon.inference.VectorSpace;
import io.mnemon.memory.record.MemoryCipher.Sealed;
import io.mnemon.memory.record.PostgresInsertion.Arrival;
import io.mnemon.storage.Binding;
import io.mnemon.storage.Outbox;
import io.mnemon.storage.OutboxEntry;
import io.mnemon.storage.PostgresSession;
import io.mnemon.storage.Transaction;
import io.mnemon.storage.UniqueViolationException;
import io.mnemon.tenancy.TenantScope;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** The record of memories in Postgres, under row-level security. */
public final class PostgresMemoryStore extends PostgresMemoryReader implements MemoryStore {
  private static final Duration ANSWERS_KEPT = Duration.ofHours(24);

  private final PostgresSession session;
  private final Outbox outbox;
  private final MemoryCipher cipher;
  private final InstantSource clock;
  private final String space;
  private final Duration handledHereFor;

  /**
   * @param handledHereFor for how long the relay leaves a change to the request that made it
   */
  public PostgresMemoryStore(
      PostgresSession session,
      Outbox outbox,
      MemoryCipher cipher,
      Archive archive,
      Decay decay,
      InstantSource clock,
      VectorSpace space,
      Duration handledHereFor) {
    super(session, cipher, archive, decay, clock, space);
    this.session = session;
    this.outbox = outbox;
    this.cipher = cipher;
    this.clock = clock;
    this.space = name(space);
    this.handledHereFor = handledHereFor;
  }

  @Override
  public Map<Identity, Holder> holders(TenantScope scope, Set<Identity> identities) {
    List<Identity> wanted = List.copyOf(identities);
    return session
        .query(
            scope,
            """
            SELECT m.id, m.scope_id, m.dedup_hash, m.expires_at <= ? AS expired
            FROM unnest(?::uuid[], ?::bytea[]) AS w(scope_id, hash)
            JOIN memory.memory m ON m.scope_id = w.scope_id AND m.dedup_hash = w.hash
            WHERE %s AND m.deleted_at IS NULL
            """
                .formatted(PostgresRows.visible(scope)),
            b ->
                visible(
                    b.timestamp(clock.instant())
                        .uuidArray(wanted.stream().map(Identity::scopeId).toList())
                        .textArray(wanted.stream().map(w -> hex(w.hash())).toList()),
                    scope),
            row ->
                Map.entry(
                    new Identity(row.uuid("scope_id"), Bytes.of(row.bytes("dedup_hash"))),
                    new Holder(row.uuid("id"), Boolean.TRUE.equals(row.boolOrNull("expired")))))
        .stream()
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static String hex(Bytes bytes) {
    return "\\x" + bytes.toHex();
  }

  @Override
  public List<Kept> add(
      TenantScope scope,
      List<NewMemory> memories,
      Set<UUID> expired,
      Optional<PendingAnswer> answer,
      Optional<PendingOperation> operation,
      Optional<Origin> origin) {
    PostgresInsertion insertion = new PostgresInsertion(scope.tenant(), cipher, space, memories);
    try {
      return session.transact(
          scope,
          tx -> {
            origin.ifPresent(memory -> hold(tx, scope, memory));
            memories.forEach(added -> touched(tx, added.memory()));
            if (!expired.isEmpty()) {
              makeRoom(tx, scope, expired);
            }
            List<Kept> kept =
                memories.isEmpty() ? List.of() : insert(tx, scope, insertion, memories);
            answer.ifPresent(pending -> keep(scope, tx, pending));
            operation.ifPresent(pending -> PostgresQueue.append(tx, scope, pending));
            return kept;
          });
    } catch (UniqueViolationException e) {
      throw new IdentityTakenException();
    }
  }

  /** Whoever changes or deletes it waits until this transaction has ended. */
  private static void hold(Transaction tx, TenantScope scope, Origin origin) {
    Optional<UUID> held =
        tx.queryOne(
            """
            SELECT m.id FROM memory.memory m
            WHERE %s AND m.id = ? AND m.version = ? AND m.deleted_at IS NULL FOR SHARE
            """
                .formatted(PostgresRows.visible(scope)),
            b -> visible(b, scope).uuid(origin.memory()).bigint(origin.version()),
            row -> row.uuid("id"));
    if (held.isEmpty()) {
      throw new OriginChangedException();
    }
  }

  private static void touched(Transaction tx, Memory memory) {
    tx.touched("memory", memory.id());
    tx.concerns(memory.scope().key().user());
  }

  private void makeRoom(Transaction tx, TenantScope scope, Set<UUID> expired) {
    Instant now = clock.instant();
    tx.update(
        """
        UPDATE memory.memory m SET deleted_at = ?, version = version + 1, change = 'expired'
        WHERE %s AND m.id = ANY (?) AND m.deleted_at IS NULL
        """
            .formatted(PostgresRows.visible(scope)),
        b -> visible(b.timestamp(now), scope).uuidArray(expired));
  }

  private List<Kept> insert(
      Transaction tx, TenantScope scope, PostgresInsertion insertion, List<NewMemory> memories) {
    List<Arrival> arrivals = insertion.insert(tx);
    List<Long> outboxRows = append(tx, scope, memories);
    List<Kept> kept = new ArrayList<>(memories.size());
    for (int i = 0; i < memories.size(); i++) {
      Arrival arrival = arrivals.get(i);
      kept.add(new Kept(arrival.id(), arrival.arrival(), outboxRows.get(i)));
    }
    return kept;
  }

  private List<Long> append(Transaction tx, TenantScope scope, List<NewMemory> memories) {
    return outbox.append(
        tx,
        scope.tenant(),
        memories.stream()
            .map(m -> new OutboxEntry(m.memory().id(), m.memory().version(), "index"))
            .toList(),
        null,
        handledHereFor);
  }

  /** Keeps an answer in the transaction of what it answers. */
  public void keep(TenantScope scope, Transaction tx, PendingAnswer pending) {
    Instant now = clock.instant();
    int kept =
        tx.update(
            """
            INSERT INTO memory.idempotency AS i
              (tenant, principal, key, request_hash, outcome, created_at)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (tenant, principal, key) DO UPDATE
              SET request_hash = excluded.request_hash, outcome = excluded.outcome,
                  created_at = excluded.created_at
              WHERE i.created_at <= ?
            """,
            b ->
                b.uuid(scope.tenant())
                    .uuid(pending.principal())
                    .text(pending.key())
                    .bytes(pending.answer().requestHash().toByteArray())
                    .json(PostgresRows.toJson(pending.answer().items()))
                    .timestamp(now)
                    .timestamp(now.minus(ANSWERS_KEPT)));
    if (kept == 0) {
      throw new AnsweredMeanwhileException();
    }
  }

  @Override
  public Optional<KeptAnswer> answer(TenantScope scope, UUID principal, String key) {
    return session.queryOne(
        scope,
        """
        SELECT request_hash, outcome FROM memory.idempotency
        WHERE tenant = ? AND principal = ? AND key = ? AND created_at > ?
        """,
        b ->
            b.uuid(scope.tenant())
                .uuid(principal)
                .text(key)
                .timestamp(clock.instant().minus(ANSWERS_KEPT)),
        row ->
            new KeptAnswer(
                Bytes.of(row.bytes("request_hash")),
                List.of(PostgresRows.ofJson(row.json("outcome"), KeptAnswer.Item[].class))));
  }

  @Override
  public OptionalLong update(TenantScope scope, Memory before, NewMemory after, UUID by) {
    Memory next = after.memory();
    Sealed sealed = cipher.seal(scope.tenant(), next.scope(), next.id(), next.attributes());
    try {
      return session.transact(
          scope,
          tx -> {
            touched(tx, before);
            if (before.worth().isArchived()) {
              bringBack(tx, scope, before);
            }
            if (!archive(tx, scope, before.id(), before.version())
                || !replace(tx, scope, after, sealed, by)) {
              return OptionalLong.empty();
            }
            lookedAfter(tx, scope, next);
            replaceVector(tx, scope, after);
            return OptionalLong.of(append(tx, scope, List.of(after)).getFirst());
          });
    } catch (UniqueViolationException e) {
      if (e.constraintName().equals("memory_once")) {
        throw new IdentityTakenException();
      }
      return OptionalLong.empty();
    }
  }

  /** A content that lies in the archive must be at hand before it can go into the history. */
  private void bringBack(Transaction tx, TenantScope scope, Memory before) {
    Sealed content = cipher.seal(scope.tenant(), before.scope(), before.id(), before.attributes());
    tx.update(
        """
        UPDATE memory.memory m SET content = ?, key_id = ?, archived = NULL
        WHERE %s AND m.id = ? AND m.version = ? AND m.archived IS NOT NULL
        """
            .formatted(PostgresRows.visible(scope)),
        b ->
            visible(b.bytes(content.content().toByteArray()).uuid(content.keyId()), scope)
                .uuid(before.id())
                .bigint(before.version()));
  }

  /** Notes that a memory was looked after: it begins to fade anew, and may not be poor any more. */
  public static void lookedAfter(Transaction tx, TenantScope scope, Memory memory) {
    tx.update(
        """
        INSERT INTO memory.usage AS u (tenant, memory_id, scope_id, uses, last_use)
        VALUES (?, ?, ?, 0, ?)
        ON CONFLICT (tenant, memory_id) DO UPDATE
          SET last_use = GREATEST(u.last_use, excluded.last_use), is_poor = false
        """,
        b ->
            b.uuid(scope.tenant())
                .uuid(memory.id())
                .uuid(memory.scope().id())
                .timestamp(memory.worth().lastUse()));
  }

  /** Appends the change of one memory to the outbox; says in which row. */
  public long follow(TenantScope scope, Transaction tx, UUID id, long version) {
    return outbox
        .append(
            tx,
            scope.tenant(),
            List.of(new OutboxEntry(id, version, "index")),
            null,
            handledHereFor)
        .getFirst();
  }

  /**
   * Puts the newest version of a memory, which is about to be replaced, into the history.
   *
   * @return whether it still has that version, and has it here: what has left for the archive in
   *     this moment must be brought back first
   */
  public static boolean archive(Transaction tx, TenantScope scope, UUID id, long version) {
    return tx.update(
            """
            INSERT INTO memory.version
              (tenant, memory_id, version, scope_id, kind, content, key_id, event_time, valid_from,
               valid_to, expires_at, tags, metadata, importance, sensitivity, change, changed_by,
               updated_at)
            SELECT m.tenant, m.id, m.version, m.scope_id, m.kind, m.content, m.key_id,
                   m.event_time, m.valid_from, m.valid_to, m.expires_at, m.tags, m.metadata,
                   m.importance, m.sensitivity, m.change, m.changed_by, m.updated_at
            FROM memory.memory m
            WHERE %s AND m.id = ? AND m.version = ? AND m.deleted_at IS NULL
              AND m.archived IS NULL
            """
                .formatted(PostgresRows.visible(scope)),
            b -> visible(b, scope).uuid(id).bigint(version))
        == 1;
  }

  private static boolean replace(
      Transaction tx, TenantScope scope, NewMemory after, Sealed sealed, UUID by) {
    Memory next = after.memory();
    Attributes a = next.attributes();
    int changed =
        tx.update(
            """
            UPDATE memory.memory m
            SET kind = ?, content = ?, key_id = ?, content_hash = ?, dedup_hash = ?,
                event_time = ?, valid_from = ?, valid_to = ?, expires_at = ?, tags = ?,
                metadata = ?, importance = ?, sensitivity = ?, version = ?, change = 'updated',
                changed_by = ?, updated_at = ?
            WHERE %s AND m.id = ? AND m.version = ? AND m.deleted_at IS NULL
            """
                .formatted(PostgresRows.visible(scope)),
            b -> {
              b.text(a.kind().word())
                  .bytes(sealed.content().toByteArray())
                  .uuid(sealed.keyId())
                  .bytes(after.contentHash().toByteArray())
                  .bytes(after.identity().toByteArray());
              times(b, a)
                  .textArray(a.tags())
                  .json(a.metadata())
                  .float8(a.importance())
                  .text(a.sensitivity().word())
                  .bigint(next.version())
                  .uuid(by)
                  .timestamp(next.updatedAt());
              visible(b, scope).uuid(next.id()).bigint(next.version() - 1);
            });
    if (changed == 1 && a.sensitivity() == Sensitivity.SECRET) {
      PostgresInsertion.markSecret(tx, scope.tenant(), Set.of(next.scope().id()));
    }
    return changed == 1;
  }

  private static Binding times(Binding b, Attributes a) throws SQLException {
    return b.timestamp(a.eventTime())
        .timestamp(a.validFrom())
        .timestamp(a.validTo())
        .timestamp(a.expiresAt());
  }

  private void replaceVector(Transaction tx, TenantScope scope, NewMemory after) {
    Memory memory = after.memory();
    if (after.vector().isPresent()) {
      put(tx, scope, memory.id(), memory.version(), memory.scope().id(), after.vector().get());
    } else {
      tx.update(
          "DELETE FROM memory.vector m WHERE %s AND m.memory_id = ?"
              .formatted(PostgresRows.visible(scope)),
          b -> visible(b, scope).uuid(memory.id()));
    }
  }

  @Override
  public OptionalLong delete(TenantScope scope, UUID id, long version, UUID by, Instant at) {
    return session.transact(
        scope,
        tx -> {
          tx.touched("memory", id);
          int deleted =
              tx.update(
                  """
                  UPDATE memory.memory m
                  SET deleted_at = ?, updated_at = ?, version = version + 1, change = 'deleted',
                      changed_by = ?
                  WHERE %s AND m.id = ? AND m.version = ? AND m.deleted_at IS NULL
                  """
                      .formatted(PostgresRows.visible(scope)),
                  b ->
                      visible(b.timestamp(at).timestamp(at).uuid(by), scope)
                          .uuid(id)
                          .bigint(version));
          if (deleted == 0) {
            return OptionalLong.empty();
          }
          OutboxEntry entry = new OutboxEntry(id, version + 1, "index");
          return OptionalLong.of(
              outbox.append(tx, scope.tenant(), List.of(entry), null, handledHereFor).getFirst());
        });
  }

  @Override
  public void put(TenantScope system, UUID memory, long version, UUID scopeId, Embedding vector) {
    session.transact(
        system,
        tx -> {
          Optional<Long> current =
              tx.queryOne(
                  """
                  SELECT m.version FROM memory.memory m
                  WHERE m.tenant = ? AND m.id = ? AND m.deleted_at IS NULL FOR SHARE
                  """,
                  b -> b.uuid(system.tenant()).uuid(memory),
                  row -> row.bigint("version"));
          if (current.isPresent() && current.get() == version) {
            put(tx, system, memory, version, scopeId, vector);
          }
          return current.isPresent();
        });
  }

  private void put(
      Transaction tx,
      TenantScope scope,
      UUID memory,
      long version,
      UUID scopeId,
      Embedding vector) {
    tx.update(
        """
        INSERT INTO memory.vector (tenant, memory_id, space, scope_id, version, embedding)
        VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (tenant, memory_id, space) DO UPDATE
          SET version = excluded.version, embedding = excluded.embedding
        """,
        b ->
            b.uuid(scope.tenant())
                .uuid(memory)
                .text(space)
                .uuid(scopeId)
                .bigint(version)
                .bytes(vector.toBytes()));
  }
}
