package io.mnemon.governance.audit;

import io.mnemon.audit.LogChain;
import io.mnemon.audit.LogEntry;
import io.mnemon.audit.Sha256;
import io.mnemon.storage.AuditReads;
import io.mnemon.storage.Binder;
import io.mnemon.storage.Binding;
import io.mnemon.storage.PostgresSession;
import io.mnemon.storage.Row;
import io.mnemon.tenancy.TenantScope;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Logs in Postgres, to be read. */
final class PostgresLogStore implements LogStore {
  private static final String FIND =
      """
      SELECT seq, encode(hash, 'hex') AS hash, id, at, action, outcome, actor, request,
             j ->> 'service' AS service, j ->> 'actor_kind' AS actor_kind,
             COALESCE(j ->> 'on_behalf_of', '') AS on_behalf_of,
             COALESCE(j ->> 'credential', '') AS credential, COALESCE(j ->> 'reason', '') AS reason,
             (j ->> 'count')::bigint AS count,
             ARRAY(SELECT jsonb_array_elements_text(j -> 'subjects')) AS subjects,
             ARRAY(SELECT (r ->> 'kind') || ' ' || (r ->> 'id')
                   FROM jsonb_array_elements(j -> 'resources') AS r) AS touched
      FROM (
        SELECT *, entry::jsonb AS j FROM governance.audit_entry
        WHERE tenant = ?%1$s
        ORDER BY %2$s LIMIT ?) e
      ORDER BY %2$s
      """;

  private static final String BY_PLACE = "seq DESC";

  /** An index has this order: an old time would else be found behind all that came since. */
  private static final String BY_TIME = "at DESC, seq DESC";

  private static final String EARLIER =
      " AND (at, seq) < ((SELECT l.at FROM governance.audit_entry l"
          + " WHERE l.tenant = ? AND l.seq = ?), ?)";

  /** Whom a query may mean: somebody by id, by name or by pseudonym. */
  private static final String MEANT =
      """
      SELECT y.pseudonym::text AS pseudonym
      FROM governance.pseudonym y
      WHERE y.tenant = ? AND y.principal::text = ?
      UNION
      SELECT y.pseudonym::text
      FROM governance.principal p
      JOIN governance.pseudonym y ON y.tenant = ? AND y.principal = p.id
      WHERE p.tenant = ? AND p.name = ?
      """;

  private static final String PERSONS =
      """
      SELECT y.pseudonym::text AS pseudonym, p.id, p.name
      FROM governance.pseudonym y
      JOIN governance.principal p ON p.tenant = ? AND p.id = y.principal
      WHERE y.tenant = ? AND y.pseudonym::text = ANY (?)
      """;

  private static final String LINES =
      """
      SELECT true AS is_entry, seq AS entries, entry AS text, hash
      FROM governance.audit_entry
      WHERE tenant = ? AND seq > ? AND seq <= ?
      UNION ALL
      SELECT false, entries, line, NULL
      FROM governance.audit_checkpoint
      WHERE tenant = ? AND (entries > ? OR entries = 0 AND ? = 0) AND entries <= ?
      ORDER BY entries, is_entry DESC
      """;

  private static final String CHECKPOINTS =
      """
      SELECT number, entries, at, encode(root, 'hex') AS root, object
      FROM governance.audit_checkpoint
      WHERE tenant = ? AND number < ?
      ORDER BY number DESC LIMIT ?
      """;

  private static final String SET_READS =
      """
      INSERT INTO governance.audit_settings (tenant, reads) VALUES (?, ?)
      ON CONFLICT (tenant) DO UPDATE SET reads = excluded.reads
      """;

  private final PostgresSession session;

  PostgresLogStore(PostgresSession session) {
    this.session = session;
  }

  @Override
  public List<LoggedEntry> find(TenantScope scope, LogQuery query, int limit) {
    Selection selection = selection(scope, query, limit);
    return session.query(scope, selection.sql(), selection.binder(), PostgresLogStore::entry);
  }

  /** A statement with its values. */
  record Selection(String sql, Binder binder) {}

  Selection selection(TenantScope scope, LogQuery query, int limit) {
    Conditions conditions = new Conditions();
    boolean isByTime = query.from() != null || query.to() != null;
    if (!isByTime) {
      conditions.add(" AND seq < ?", b -> b.bigint(query.before()));
    } else if (query.before() != Long.MAX_VALUE) {
      conditions.add(
          EARLIER, b -> b.uuid(scope.tenant()).bigint(query.before()).bigint(query.before()));
    }
    if (!query.actor().isEmpty()) {
      List<String> meant = meant(scope, query.actor());
      conditions.add(" AND actor = ANY (?)", b -> b.textArray(meant));
    }
    if (query.action().endsWith(".*")) {
      String group = query.action().substring(0, query.action().length() - 1);
      conditions.add(" AND starts_with(action, ?)", b -> b.text(group));
    } else if (!query.action().isEmpty()) {
      conditions.add(" AND action = ?", b -> b.text(query.action()));
    }
    if (!query.outcome().isEmpty()) {
      conditions.add(" AND outcome = ?", b -> b.text(query.outcome()));
    }
    if (!query.resource().isEmpty()) {
      List<String> meant = meant(scope, query.resource());
      conditions.add(" AND resources && ?", b -> b.textArray(meant));
    }
    if (!query.request().isEmpty()) {
      conditions.add(" AND request = ?", b -> b.text(query.request()));
    }
    if (query.from() != null) {
      conditions.add(" AND at >= ?", b -> b.timestamp(query.from()));
    }
    if (query.to() != null) {
      conditions.add(" AND at < ?", b -> b.timestamp(query.to()));
    }
    return new Selection(
        FIND.formatted(conditions.sql, isByTime ? BY_TIME : BY_PLACE),
        binding -> {
          binding.uuid(scope.tenant());
          for (Bound each : conditions.bound) {
            each.to(binding);
          }
          binding.integer(limit);
        });
  }

  /** The text itself, and the pseudonym of whoever it names. */
  private List<String> meant(TenantScope scope, String text) {
    List<String> meant =
        new ArrayList<>(
            session.query(
                scope,
                MEANT,
                binding ->
                    binding
                        .uuid(scope.tenant())
                        .text(text)
                        .uuid(scope.tenant())
                        .uuid(scope.tenant())
                        .text(text),
                row -> row.text("pseudonym")));
    meant.add(text);
    return meant;
  }

  private static LoggedEntry entry(Row row) throws SQLException {
    return new LoggedEntry(
        row.bigint("seq"),
        new LogEntry(
            row.uuid("id"),
            row.instant("at"),
            row.text("service"),
            row.text("action"),
            row.text("outcome"),
            row.text("actor"),
            row.text("actor_kind"),
            row.text("on_behalf_of"),
            row.text("credential"),
            row.textList("subjects"),
            row.textList("touched").stream().map(PostgresLogStore::resource).toList(),
            row.text("reason"),
            row.text("request"),
            row.bigint("count")),
        row.text("hash"));
  }

  private static LogEntry.Resource resource(String kindAndId) {
    int space = kindAndId.indexOf(' ');
    return new LogEntry.Resource(kindAndId.substring(0, space), kindAndId.substring(space + 1));
  }

  @Override
  public Map<String, Person> persons(TenantScope scope, Collection<String> pseudonyms) {
    return session
        .query(
            scope,
            PERSONS,
            binding -> binding.uuid(scope.tenant()).uuid(scope.tenant()).textArray(pseudonyms),
            row -> Map.entry(row.text("pseudonym"), new Person(row.uuid("id"), row.text("name"))))
        .stream()
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  @Override
  public List<Line> lines(TenantScope scope, long after, long last, int limit) {
    long until = Math.min(last, after + limit);
    return session.query(
        scope,
        LINES,
        binding ->
            binding
                .uuid(scope.tenant())
                .bigint(after)
                .bigint(until)
                .uuid(scope.tenant())
                .bigint(after)
                .bigint(after)
                .bigint(until),
        row ->
            new Line(
                row.bool("is_entry"),
                row.bigint("entries"),
                row.bool("is_entry")
                    ? LogChain.Link.line(row.text("text"), Sha256.ofBytes(row.bytes("hash")))
                    : row.text("text")));
  }

  @Override
  public List<KeptCheckpoint> checkpoints(TenantScope scope, long before, int limit) {
    return session.query(
        scope,
        CHECKPOINTS,
        binding -> binding.uuid(scope.tenant()).bigint(before).integer(limit),
        row ->
            new KeptCheckpoint(
                row.bigint("number"),
                row.bigint("entries"),
                row.instant("at"),
                row.text("root"),
                row.text("object")));
  }

  @Override
  public Optional<AuditReads> reads(TenantScope scope) {
    return session
        .queryOne(
            scope,
            "SELECT reads FROM governance.audit_settings WHERE tenant = ?",
            binding -> binding.uuid(scope.tenant()),
            row -> row.text("reads"))
        .flatMap(AuditReads::ofWord);
  }

  @Override
  public void setReads(TenantScope scope, AuditReads reads) {
    session.update(scope, SET_READS, binding -> binding.uuid(scope.tenant()).text(reads.word()));
  }

  /** A value of a condition. */
  private interface Bound {
    void to(Binding binding) throws SQLException;
  }

  /** The conditions that a query has, beside its tenant. */
  private static final class Conditions {
    private final StringBuilder sql = new StringBuilder();
    private final List<Bound> bound = new ArrayList<>();

    void add(String condition, Bound value) {
      sql.append(condition);
      bound.add(value);
    }
  }
}
