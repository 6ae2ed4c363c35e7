package io.mnemon.governance.tenant;

import io.mnemon.storage.PostgresSession;
import io.mnemon.storage.Row;
import io.mnemon.tenancy.PrincipalKind;
import io.mnemon.tenancy.TenantScope;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads principals, their grants and the epoch in one round trip. */
final class PostgresDirectoryStore implements DirectoryStore {
  static final String FIND =
      """
      WITH named AS (
        SELECT id, on_behalf_of FROM governance.principal WHERE tenant = ? AND id = ANY (?)
        UNION
        SELECT id, on_behalf_of FROM governance.principal WHERE tenant = ? AND name = ANY (?)
      ), involved AS (
        SELECT id FROM named
        UNION
        SELECT on_behalf_of FROM named WHERE on_behalf_of IS NOT NULL
      )
      SELECT p.id, p.kind, p.name, p.on_behalf_of, p.home_unit, p.platform_admin, p.created_at,
             p.deactivated_at, t.epoch, m.unit, m.role, m.custom_role, c.name AS custom_role_name,
             m.expires_at, m.by_tenant_admin, m.source
      FROM involved i
      JOIN governance.principal p ON p.tenant = ? AND p.id = i.id
      JOIN governance.tenant t ON t.id = ? AND t.erasing_since IS NULL
      LEFT JOIN governance.membership m ON m.tenant = ? AND m.principal = p.id
      LEFT JOIN governance.custom_role c ON c.tenant = m.tenant AND c.id = m.custom_role
      """;

  private final PostgresSession session;

  PostgresDirectoryStore(PostgresSession session) {
    this.session = session;
  }

  @Override
  public Entries find(TenantScope scope, Collection<UUID> ids, Collection<String> names) {
    UUID tenant = scope.tenant();
    List<Line> lines =
        session.query(
            scope,
            FIND,
            binding ->
                binding
                    .uuid(tenant)
                    .uuidArray(ids)
                    .uuid(tenant)
                    .textArray(names)
                    .uuid(tenant)
                    .uuid(tenant)
                    .uuid(tenant),
            PostgresDirectoryStore::line);
    Map<UUID, Line> principals = new LinkedHashMap<>();
    Map<UUID, List<Membership>> memberships = new LinkedHashMap<>();
    long epoch = 0;
    for (Line line : lines) {
      epoch = line.epoch();
      UUID id = line.principal().id();
      principals.put(id, line);
      List<Membership> own = memberships.computeIfAbsent(id, any -> new ArrayList<>());
      if (line.membership() != null) {
        own.add(line.membership());
      }
    }
    return new Entries(
        epoch,
        principals.values().stream()
            .map(
                line ->
                    new Grantee(
                        line.principal(),
                        memberships.getOrDefault(line.principal().id(), List.of()),
                        line.active()))
            .toList());
  }

  private record Line(
      long epoch, Principal principal, boolean active, @Nullable Membership membership) {}

  private static Line line(Row row) throws SQLException {
    Principal principal = principal(row);
    UUID unit = row.uuidOrNull("unit");
    return new Line(
        row.bigint("epoch"),
        principal,
        row.instantOrNull("deactivated_at") == null,
        unit == null ? null : PostgresMemberships.membership(principal.id(), unit, row));
  }

  static Principal principal(Row row) throws SQLException {
    return new Principal(
        row.uuid("id"),
        PrincipalKind.ofWord(row.text("kind")).orElseThrow(),
        row.text("name"),
        row.uuidOrNull("on_behalf_of"),
        row.uuidOrNull("home_unit"),
        row.bool("platform_admin"),
        row.instant("created_at"));
  }
}
