package io.mnemon.governance.provisioning;

import io.mnemon.storage.Transaction;
import io.mnemon.tenancy.TenantScope;
import java.time.Instant;
import java.util.Collection;
import java.util.UUID;

/**
 * The roles that groups give. They stand beside those that were given by hand, as rows of their
 * own, so that neither ever takes the other away.
 */
final class PostgresGroupRoles {
  private static final String GIVE =
      """
      INSERT INTO governance.membership
        (tenant, principal, unit, role, by_tenant_admin, source, created_at)
      SELECT g.tenant, m.user_id, g.unit, g.role, g.by_tenant_admin, 'group:' || g.id, ?
      FROM governance.directory_member m
      JOIN governance.directory_group g
        ON g.tenant = ? AND g.id = m.group_id AND g.unit IS NOT NULL
      JOIN governance.principal p
        ON p.tenant = ? AND p.id = m.user_id AND p.deactivated_at IS NULL
      WHERE m.tenant = ? AND\s""";

  private static final String TAKE = "DELETE FROM governance.membership WHERE tenant = ? AND ";

  private static final String BY_GROUPS = "starts_with(source, 'group:')";

  private PostgresGroupRoles() {}

  /** Gives all members of a group what it is mapped to. */
  static void giveAll(TenantScope scope, Transaction tx, UUID group, Instant at) {
    UUID tenant = scope.tenant();
    tx.update(
        GIVE + "m.group_id = ?",
        binding -> binding.timestamp(at).uuid(tenant).uuid(tenant).uuid(tenant).uuid(group));
  }

  /** Gives some members of a group what it is mapped to. */
  static void give(
      TenantScope scope, Transaction tx, UUID group, Collection<UUID> users, Instant at) {
    UUID tenant = scope.tenant();
    tx.update(
        GIVE + "m.group_id = ? AND m.user_id = ANY (?)",
        binding ->
            binding
                .timestamp(at)
                .uuid(tenant)
                .uuid(tenant)
                .uuid(tenant)
                .uuid(group)
                .uuidArray(users));
  }

  /** Gives a user what all of its groups are mapped to. */
  static void giveUser(TenantScope scope, Transaction tx, UUID user, Instant at) {
    UUID tenant = scope.tenant();
    tx.update(
        GIVE + "m.user_id = ?",
        binding -> binding.timestamp(at).uuid(tenant).uuid(tenant).uuid(tenant).uuid(user));
  }

  /** Takes from everybody what a group gave; tells from how many. */
  static int takeAll(TenantScope scope, Transaction tx, UUID group) {
    return tx.update(
        TAKE + "source = ?", binding -> binding.uuid(scope.tenant()).text(source(group)));
  }

  /** Takes from some users what a group gave; tells from how many. */
  static int take(TenantScope scope, Transaction tx, UUID group, Collection<UUID> users) {
    return tx.update(
        TAKE + "source = ? AND principal = ANY (?)",
        binding -> binding.uuid(scope.tenant()).text(source(group)).uuidArray(users));
  }

  /** Takes from a user what all of its groups gave. */
  static void takeUser(TenantScope scope, Transaction tx, UUID user) {
    tx.update(
        TAKE + "principal = ? AND " + BY_GROUPS,
        binding -> binding.uuid(scope.tenant()).uuid(user));
  }

  private static String source(UUID group) {
    return "group:" + group;
  }
}
