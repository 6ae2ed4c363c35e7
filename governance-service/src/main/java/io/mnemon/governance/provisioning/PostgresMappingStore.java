package io.mnemon.governance.provisioning;

import io.mnemon.governance.tenant.Page;
import io.mnemon.storage.PostgresSession;
import io.mnemon.tenancy.Role;
import io.mnemon.tenancy.TenantScope;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

/** Mappings of groups in Postgres. */
final class PostgresMappingStore implements MappingStore {
  private static final String MAP =
      """
      UPDATE governance.directory_group
      SET unit = ?, role = ?, by_tenant_admin = ?
      WHERE tenant = ? AND id = ?
      """;

  private static final String UNMAP =
      """
      UPDATE governance.directory_group
      SET unit = NULL, role = NULL, by_tenant_admin = false
      WHERE tenant = ? AND id = ? AND unit IS NOT NULL
      """;

  private static final String MAPPINGS =
      """
      SELECT id, display_name, unit, role
      FROM governance.directory_group
      WHERE tenant = ? AND unit IS NOT NULL AND (?::uuid IS NULL OR id > ?)
      ORDER BY id
      LIMIT ?
      """;

  private final PostgresSession session;
  private final InstantSource clock;

  PostgresMappingStore(PostgresSession session, InstantSource clock) {
    this.session = session;
    this.clock = clock;
  }

  @Override
  public List<UUID> named(TenantScope scope, String displayName) {
    return session.query(
        scope,
        """
        SELECT id FROM governance.directory_group
        WHERE tenant = ? AND lower(display_name) = lower(?) AND display_name = ?
        LIMIT 2
        """,
        binding -> binding.uuid(scope.tenant()).text(displayName).text(displayName),
        row -> row.uuid("id"));
  }

  @Override
  public GroupStore.Change map(
      TenantScope scope, UUID id, UUID unit, Role role, boolean byTenantAdmin, long epoch) {
    return PostgresChange.transact(
        session,
        scope,
        epoch,
        GroupStore.Change.class,
        tx -> {
          int took = PostgresGroupRoles.takeAll(scope, tx, id);
          int mapped =
              tx.update(
                  MAP,
                  binding ->
                      binding
                          .uuid(unit)
                          .text(role.word())
                          .bool(byTenantAdmin)
                          .uuid(scope.tenant())
                          .uuid(id));
          if (mapped == 0) {
            return new GroupStore.Change.NoSuchGroup();
          }
          PostgresGroupRoles.giveAll(scope, tx, id, clock.instant());
          return new GroupStore.Change.Done(took > 0);
        });
  }

  @Override
  public GroupStore.Change unmap(TenantScope scope, UUID id, long epoch) {
    return PostgresChange.transact(
        session,
        scope,
        epoch,
        GroupStore.Change.class,
        tx -> {
          int unmapped = tx.update(UNMAP, binding -> binding.uuid(scope.tenant()).uuid(id));
          int took = PostgresGroupRoles.takeAll(scope, tx, id);
          return unmapped == 0
              ? new GroupStore.Change.NoSuchGroup()
              : new GroupStore.Change.Done(took > 0);
        });
  }

  @Override
  public Page<GroupMapping> mappings(TenantScope scope, Page.Request wanted) {
    List<GroupMapping> found =
        session.query(
            scope,
            MAPPINGS,
            binding ->
                binding
                    .uuid(scope.tenant())
                    .uuid(wanted.after())
                    .uuid(wanted.after())
                    .integer(wanted.limit() + 1),
            row ->
                new GroupMapping(
                    row.uuid("id"),
                    row.text("display_name"),
                    row.uuid("unit"),
                    Role.ofWord(row.text("role")).orElseThrow()));
    return wanted.page(found, GroupMapping::group);
  }
}
