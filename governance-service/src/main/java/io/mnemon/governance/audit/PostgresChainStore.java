package io.mnemon.governance.audit;

import io.mnemon.audit.Checkpoint;
import io.mnemon.audit.LogChain;
import io.mnemon.audit.MerkleTree;
import io.mnemon.audit.Sha256;
import io.mnemon.storage.Binder;
import io.mnemon.storage.ControlSession;
import io.mnemon.storage.PostgresSession;
import io.mnemon.storage.Transaction;
import io.mnemon.tenancy.PendingAudit;
import io.mnemon.tenancy.TenantScope;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** Chains in Postgres: a row that is the end of each, and the entries. */
final class PostgresChainStore implements ChainStore {
  // The tenant is held too: its end waits for this, or this finds no tenant.
  private static final String LOCK =
      """
      WITH here AS (
        SELECT id FROM governance.tenant WHERE id = ? AND erasing_since IS NULL FOR KEY SHARE)
      INSERT INTO governance.audit_head AS h (tenant, entries, head, roots)
      SELECT id, 0, ?, ''::bytea FROM here
      ON CONFLICT (tenant) DO UPDATE SET entries = h.entries
      RETURNING entries, head, roots, checkpoints, checkpointed, last_checkpoint
      """;

  private static final String THERE =
      "SELECT id FROM governance.audit_entry WHERE tenant = ? AND id = ANY (?)";

  private static final String PSEUDONYMS =
      """
      WITH made AS (
        INSERT INTO governance.pseudonym (tenant, principal)
        SELECT ?, p FROM unnest(?::uuid[]) AS p
        ON CONFLICT (tenant, principal) DO NOTHING
        RETURNING principal, pseudonym)
      SELECT principal, pseudonym FROM made
      UNION ALL
      SELECT principal, pseudonym FROM governance.pseudonym
      WHERE tenant = ? AND principal = ANY (?)
      """;

  private static final String INSERT =
      """
      INSERT INTO governance.audit_entry
        (tenant, seq, id, at, action, outcome, actor, request, resources, entry, hash)
      SELECT ?, i.seq, i.id, i.at, i.action, i.outcome, i.actor, i.request,
             string_to_array(i.resources, ' '), i.entry, i.hash
      FROM unnest(?::bigint[], ?::uuid[], ?::timestamptz[], ?::text[], ?::text[], ?::text[],
                  ?::text[], ?::text[], ?::text[], ?::bytea[])
        AS i(seq, id, at, action, outcome, actor, request, resources, entry, hash)
      """;

  private static final String MOVE =
      """
      UPDATE governance.audit_head
      SET entries = ?, head = ?, roots = ?, open_since = COALESCE(open_since, ?)
      WHERE tenant = ?
      """;

  private static final String KEEP =
      """
      INSERT INTO governance.audit_checkpoint (tenant, number, entries, at, root, object, line)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """;

  private static final String CHECKPOINTED =
      """
      UPDATE governance.audit_head
      SET checkpoints = ?, checkpointed = ?, last_checkpoint = ?, open_since = NULL
      WHERE tenant = ?
      """;

  private static final String DUE =
      """
      SELECT h.tenant FROM governance.audit_head h
      JOIN governance.tenant t ON t.id = h.tenant AND t.erasing_since IS NULL
      WHERE h.entries - h.checkpointed >= ? OR h.open_since <= ?
      ORDER BY h.open_since LIMIT ?
      """;

  private final PostgresSession session;
  private final ControlSession jobs;
  private final InstantSource clock;

  /**
   * @param session of the service's role, not audited itself
   * @param jobs of the role for background work
   */
  PostgresChainStore(PostgresSession session, ControlSession jobs, InstantSource clock) {
    this.session = session;
    this.jobs = jobs;
    this.clock = clock;
  }

  private record Head(LogChain chain, long checkpoints, long checkpointed, String lastCheckpoint) {}

  @Override
  public void append(TenantScope scope, List<PendingAudit> entries) {
    session.transact(
        scope,
        tx -> {
          Optional<Head> head = lock(tx, scope.tenant());
          if (head.isPresent()) {
            chain(tx, head.get().chain(), entries);
          }
          return true;
        });
  }

  private static Optional<Head> lock(Transaction tx, UUID tenant) {
    return tx.queryOne(
        LOCK,
        binding -> binding.uuid(tenant).bytes(Sha256.NOTHING.bytes()),
        row ->
            new Head(
                new LogChain(
                    tenant,
                    Sha256.ofBytes(row.bytes("head")),
                    new MerkleTree(row.bigint("entries"), row.bytes("roots"))),
                row.bigint("checkpoints"),
                row.bigint("checkpointed"),
                row.text("last_checkpoint")));
  }

  private void chain(Transaction tx, LogChain chain, List<PendingAudit> entries) {
    UUID tenant = chain.tenant();
    Set<UUID> there =
        new HashSet<>(
            tx.query(
                THERE,
                binding ->
                    binding.uuid(tenant).uuidArray(entries.stream().map(PendingAudit::id).toList()),
                row -> row.uuid("id")));
    List<PendingAudit> missing = entries.stream().filter(entry -> there.add(entry.id())).toList();
    if (missing.isEmpty()) {
      return;
    }
    Pseudonyms pseudonyms = pseudonyms(tx, tenant, missing);
    List<LogChain.Link> links = new ArrayList<>(missing.size());
    missing.forEach(entry -> links.add(chain.add(pseudonyms.entry(entry))));
    tx.update(INSERT, rows(tenant, links));
    tx.update(
        MOVE,
        binding ->
            binding
                .bigint(chain.tree().size())
                .bytes(chain.head().bytes())
                .bytes(chain.tree().roots())
                .timestamp(clock.instant())
                .uuid(tenant));
  }

  private static Pseudonyms pseudonyms(Transaction tx, UUID tenant, List<PendingAudit> entries) {
    Set<UUID> persons = Pseudonyms.personsIn(entries);
    Map<UUID, String> known = new LinkedHashMap<>();
    if (!persons.isEmpty()) {
      tx.query(
              PSEUDONYMS,
              binding -> binding.uuid(tenant).uuidArray(persons).uuid(tenant).uuidArray(persons),
              row -> Map.entry(row.uuid("principal"), row.uuid("pseudonym").toString()))
          .forEach(row -> known.put(row.getKey(), row.getValue()));
    }
    return new Pseudonyms(known);
  }

  private static Binder rows(UUID tenant, List<LogChain.Link> links) {
    return binding ->
        binding
            .uuid(tenant)
            .bigintArray(links.stream().map(LogChain.Link::seq).toList())
            .uuidArray(links.stream().map(link -> link.entry().id()).toList())
            .textArray(texts(links, link -> link.entry().at().toString()))
            .textArray(texts(links, link -> link.entry().action()))
            .textArray(texts(links, link -> link.entry().outcome()))
            .textArray(texts(links, link -> link.entry().actor()))
            .textArray(texts(links, link -> link.entry().request()))
            .textArray(
                texts(
                    links,
                    link ->
                        String.join(
                            " ",
                            link.entry().resources().stream()
                                .map(io.mnemon.audit.LogEntry.Resource::id)
                                .toList())))
            .textArray(texts(links, LogChain.Link::text))
            .textArray(texts(links, link -> "\\x" + link.hash().hex()));
  }

  private static List<String> texts(
      List<LogChain.Link> links, Function<LogChain.Link, String> column) {
    return links.stream().map(column).toList();
  }

  @Override
  public Kept checkpoint(TenantScope scope, Signing signing) {
    return session.transact(
        scope,
        tx -> {
          Head head = lock(tx, scope.tenant()).orElseThrow(() -> Audit.tenantIsGone());
          boolean isNews =
              head.checkpoints() == 0 || head.checkpointed() < head.chain().tree().size();
          if (!isNews) {
            return new Kept(head.checkpoints(), head.chain());
          }
          Checkpoint made =
              signing.sign(head.chain(), head.checkpoints() + 1, head.lastCheckpoint());
          keep(tx, scope.tenant(), made);
          return new Kept(made.number(), head.chain());
        });
  }

  private static void keep(Transaction tx, UUID tenant, Checkpoint made) {
    tx.update(
        KEEP,
        binding ->
            binding
                .uuid(tenant)
                .bigint(made.number())
                .bigint(made.entries())
                .timestamp(made.at())
                .bytes(made.root().bytes())
                .text(CheckpointObjects.key(tenant, made))
                .text(made.line()));
    tx.update(
        CHECKPOINTED,
        binding ->
            binding.bigint(made.number()).bigint(made.entries()).text(made.line()).uuid(tenant));
  }

  @Override
  public long checkpoints(TenantScope scope) {
    return session
        .queryOne(
            scope,
            "SELECT checkpoints FROM governance.audit_head WHERE tenant = ?",
            binding -> binding.uuid(scope.tenant()),
            row -> row.bigint("checkpoints"))
        .orElse(0L);
  }

  @Override
  public Optional<Sha256> head(TenantScope scope, long entries) {
    return entries == 0
        ? Optional.of(Sha256.NOTHING)
        : session.queryOne(
            scope,
            "SELECT hash FROM governance.audit_entry WHERE tenant = ? AND seq = ?",
            binding -> binding.uuid(scope.tenant()).bigint(entries),
            row -> Sha256.ofBytes(row.bytes("hash")));
  }

  @Override
  public List<UUID> tenants(UUID after, int limit) {
    return jobs.query(
        "SELECT tenant FROM governance.audit_head WHERE tenant > ? ORDER BY tenant LIMIT ?",
        binding -> binding.uuid(after).integer(limit),
        row -> row.uuid("tenant"));
  }

  @Override
  public List<UUID> due(long entries, Instant since, int limit) {
    return jobs.query(
        DUE,
        binding -> binding.bigint(entries).timestamp(since).integer(limit),
        row -> row.uuid("tenant"));
  }
}
