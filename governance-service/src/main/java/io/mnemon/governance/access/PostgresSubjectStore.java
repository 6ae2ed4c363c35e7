package io.mnemon.governance.access;

import io.mnemon.governance.tenant.Principal;
import io.mnemon.storage.Binder;
import io.mnemon.storage.PostgresSession;
import io.mnemon.tenancy.TenantScope;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Subjects in Postgres. */
final class PostgresSubjectStore implements SubjectStore {
  private static final String CREATE =
      """
      INSERT INTO governance.principal (tenant, id, kind, name, home_unit, created_at)
      VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (tenant, name) DO NOTHING
      """;

  private static final String COUNT = "SELECT count(*) FROM governance.principal WHERE tenant = ?";

  static final String USERS_WITHIN =
      """
      SELECT id
      FROM governance.principal
      WHERE tenant = ? AND home_unit = ANY (?) AND kind = 'user' AND starts_with(name, ?)
        AND deactivated_at IS NULL
      UNION
      SELECT p.id
      FROM governance.membership m
      JOIN governance.principal p ON p.tenant = ? AND p.id = m.principal
      WHERE m.tenant = ? AND m.unit = ANY (?) AND (m.expires_at IS NULL OR m.expires_at > ?)
        AND m.by_tenant_admin AND p.kind = 'user' AND starts_with(p.name, ?)
        AND p.deactivated_at IS NULL
      LIMIT ?
      """;

  static final String RENAMED =
      """
      SELECT id, starts_with(name, ?) AS within
      FROM governance.principal
      WHERE tenant = ? AND renamed
      LIMIT ?
      """;

  private final PostgresSession session;

  PostgresSubjectStore(PostgresSession session) {
    this.session = session;
  }

  @Override
  public boolean createMissing(TenantScope scope, List<Principal> subjects, int maxPrincipals) {
    // In one order for everybody, so that two requests never wait for each other's names.
    List<Binder> rows =
        subjects.stream()
            .sorted(Comparator.comparing(Principal::name))
            .map(subject -> row(scope, subject))
            .toList();
    return session.transact(
        scope,
        tx -> {
          long before =
              tx.query(COUNT, binding -> binding.uuid(scope.tenant()), row -> row.bigint("count"))
                  .getFirst();
          boolean possible = before + subjects.size() <= maxPrincipals;
          if (possible) {
            subjects.forEach(subject -> tx.touched("principal", subject.id()));
            tx.batch(CREATE, rows);
          }
          return possible;
        });
  }

  @Override
  public List<UUID> usersWithin(
      TenantScope scope, Set<UUID> units, String prefix, Instant now, int limit) {
    UUID tenant = scope.tenant();
    return session.query(
        scope,
        USERS_WITHIN,
        binding ->
            binding
                .uuid(tenant)
                .uuidArray(units)
                .text(prefix)
                .uuid(tenant)
                .uuid(tenant)
                .uuidArray(units)
                .timestamp(now)
                .text(prefix)
                .integer(limit),
        row -> row.uuid("id"));
  }

  @Override
  public List<Renamed> renamed(TenantScope scope, String prefix, int limit) {
    return session.query(
        scope,
        RENAMED,
        binding -> binding.text(prefix).uuid(scope.tenant()).integer(limit),
        row -> new Renamed(row.uuid("id"), row.bool("within")));
  }

  private static Binder row(TenantScope scope, Principal subject) {
    return binding ->
        binding
            .uuid(scope.tenant())
            .uuid(subject.id())
            .text(subject.kind().word())
            .text(subject.name())
            .uuid(subject.homeUnit())
            .timestamp(subject.createdAt());
  }
}
