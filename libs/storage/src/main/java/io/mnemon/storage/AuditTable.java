package io.mnemon.storage;

import io.mnemon.tenancy.AuditEntry;
import io.mnemon.tenancy.AuditMapper;
import io.mnemon.tenancy.AuditedCall;
import io.mnemon.tenancy.PendingAudit;
import io.mnemon.tenancy.TenantScope;
import io.mnemon.tenancy.WorkingFor;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One service's table of audit entries that were committed and must still reach the chain.
 *
 * <p>The service copies this into a migration, with its own schema and roles:
 *
 * <pre>{@code
 * CREATE TABLE memory.audit_pending (
 *   tenant uuid NOT NULL,
 *   id uuid NOT NULL,
 *   at timestamptz NOT NULL,
 *   entry bytea NOT NULL,
 *   PRIMARY KEY (tenant, id)
 * );
 * ALTER TABLE memory.audit_pending ENABLE ROW LEVEL SECURITY;
 * ALTER TABLE memory.audit_pending FORCE ROW LEVEL SECURITY;
 * CREATE POLICY tenant ON memory.audit_pending TO mnemon_memory
 *   USING (tenant = NULLIF(current_setting('app.tenant', true), '')::uuid)
 *   WITH CHECK (tenant = NULLIF(current_setting('app.tenant', true), '')::uuid);
 * CREATE POLICY relay ON memory.audit_pending TO mnemon_memory_jobs USING (true) WITH CHECK (true);
 * GRANT SELECT, INSERT ON memory.audit_pending TO mnemon_memory;
 * GRANT SELECT, UPDATE (at), DELETE ON memory.audit_pending TO mnemon_memory_jobs;
 * }</pre>
 */
public final class AuditTable {
  private static final Pattern SCHEMA = Pattern.compile("[a-z_]+");

  private final String schema;
  private final Supplier<UUID> ids;
  private final InstantSource clock;

  /**
   * @param schema the service's schema, which is also its name in the log
   */
  public AuditTable(String schema, Supplier<UUID> ids, InstantSource clock) {
    if (!SCHEMA.matcher(schema).matches()) {
      throw new IllegalArgumentException("a schema is named in lower case");
    }
    this.schema = schema;
    this.ids = ids;
    this.clock = clock;
  }

  String service() {
    return schema;
  }

  String name() {
    return schema + ".audit_pending";
  }

  /**
   * A transaction that changed nothing has no number, and leaves no entry: so an update that met no
   * row is none, without anybody counting.
   */
  String insertIfChanged() {
    return """
    INSERT INTO %s (tenant, id, at, entry)
    SELECT ?, ?, ?, ? WHERE pg_current_xact_id_if_assigned() IS NOT NULL
    """
        .formatted(name());
  }

  static Binder binder(PendingAudit pending) {
    return binding ->
        binding
            .uuid(pending.tenant())
            .uuid(pending.id())
            .timestamp(pending.at())
            .bytes(AuditMapper.toBytes(pending.entry()));
  }

  /** An entry of now. */
  PendingAudit pending(UUID tenant, AuditEntry entry) {
    return new PendingAudit(tenant, ids.get(), now(), entry);
  }

  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /** What a transaction in this scope will have done; null if that is not told. */
  @Nullable PendingAudit of(TenantScope scope, Touched touched) {
    if (scope.tenant().equals(WorkingFor.PLATFORM)) {
      return null;
    }
    AuditedCall call = AuditedCall.current();
    AuditEntry entry =
        call == null
            ? AuditEntry.ofJob(schema, scope.job(), touched.resources())
            : call.entryOf(touched.persons(), touched.resources());
    return entry == null ? null : pending(scope.tenant(), entry);
  }

  /** Writes entries of one tenant with one statement. */
  void insert(PostgresSession session, UUID tenant, List<PendingAudit> entries) {
    session.update(
        TenantScope.of(tenant, Set.of()),
        """
        INSERT INTO %s (tenant, id, at, entry)
        SELECT ?, i.* FROM unnest(?::uuid[], ?::timestamptz[], ?::bytea[]) AS i
        ON CONFLICT (tenant, id) DO NOTHING
        """
            .formatted(name()),
        binding ->
            binding
                .uuid(tenant)
                .uuidArray(entries.stream().map(PendingAudit::id).toList())
                .textArray(entries.stream().map(pending -> pending.at().toString()).toList())
                .textArray(
                    entries.stream()
                        .map(
                            pending ->
                                "\\x"
                                    + HexFormat.of()
                                        .formatHex(AuditMapper.toBytes(pending.entry())))
                        .toList()));
  }

  /** What a transaction touched, as those who wrote it say. */
  static final class Touched {
    static final Touched NOTHING = new Touched();

    private final List<AuditEntry.Resource> resources = new ArrayList<>();
    private final List<UUID> persons = new ArrayList<>();

    void add(String kind, UUID id) {
      if (resources.size() < AuditEntry.MAX_RESOURCES) {
        resources.add(new AuditEntry.Resource(kind, id.toString()));
      }
    }

    void concern(UUID person) {
      if (persons.size() < AuditEntry.MAX_RESOURCES) {
        persons.add(person);
      }
    }

    List<AuditEntry.Resource> resources() {
      return resources;
    }

    List<UUID> persons() {
      return persons;
    }
  }
}
