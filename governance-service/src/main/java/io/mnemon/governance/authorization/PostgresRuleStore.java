package io.mnemon.governance.authorization;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.authorization.CustomRole;
import io.mnemon.authorization.TenantPolicy;
import io.mnemon.authorization.TenantRules;
import io.mnemon.governance.tenant.Creation;
import io.mnemon.governance.tenant.CustomRoles;
import io.mnemon.governance.tenant.PostgresEpoch;
import io.mnemon.storage.Binder;
import io.mnemon.storage.PostgresSession;
import io.mnemon.storage.Row;
import io.mnemon.storage.Transaction;
import io.mnemon.storage.UniqueViolationException;
import io.mnemon.tenancy.TenantScope;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A tenant's own roles and policies in Postgres. */
final class PostgresRuleStore implements RuleStore, CustomRoles {
  static final String RULES =
      """
      SELECT t.epoch, r.id, r.name, r.actions, r.text
      FROM governance.tenant t
      LEFT JOIN (
        SELECT id, name, actions, NULL AS text FROM governance.custom_role WHERE tenant = ?
        UNION ALL
        SELECT NULL, name, NULL, text
        FROM (
          SELECT DISTINCT ON (name) name, text, deleted
          FROM governance.policy
          WHERE tenant = ?
          ORDER BY name, version DESC
        ) latest
        WHERE NOT deleted
      ) r ON true
      WHERE t.id = ? AND t.erasing_since IS NULL
      ORDER BY r.name
      """;

  private static final String ROLES =
      """
      SELECT id, name, actions, created_at FROM governance.custom_role WHERE tenant = ? ORDER BY name
      """;

  private static final String CREATE_ROLE =
      """
      INSERT INTO governance.custom_role (tenant, id, name, actions, created_at, created_by)
      SELECT ?, ?, ?, ?, ?, ?
      WHERE (SELECT count(*) FROM governance.custom_role WHERE tenant = ?) < ?
      """;

  private static final String HOLDERS =
      """
      SELECT c.id, EXISTS (
        SELECT FROM governance.membership m WHERE m.tenant = ? AND m.custom_role = c.id
      ) AS held
      FROM governance.custom_role c
      WHERE c.tenant = ? AND c.name = ?
      """;

  private static final String DELETE_ROLE =
      "DELETE FROM governance.custom_role WHERE tenant = ? AND id = ?";

  private static final String POLICIES =
      """
      SELECT * FROM (
        SELECT DISTINCT ON (name)
          name, version, text, description, deleted, changed_at, changed_by
        FROM governance.policy
        WHERE tenant = ?
        ORDER BY name, version DESC
      ) latest
      WHERE NOT deleted
      ORDER BY name
      """;

  private static final String HISTORY =
      """
      SELECT name, version, text, description, deleted, changed_at, changed_by
      FROM governance.policy
      WHERE tenant = ? AND name = ?
      ORDER BY version DESC
      LIMIT ?
      """;

  private static final String PUT =
      """
      INSERT INTO governance.policy
        (tenant, name, version, text, description, deleted, changed_at, changed_by)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private final PostgresSession session;

  PostgresRuleStore(PostgresSession session) {
    this.session = session;
  }

  @Override
  public TenantRules rules(TenantScope scope) {
    List<Line> lines =
        session.query(
            scope,
            RULES,
            binding -> binding.uuid(scope.tenant()).uuid(scope.tenant()).uuid(scope.tenant()),
            PostgresRuleStore::line);
    if (lines.isEmpty()) {
      throw ServiceException.notFound("tenant " + scope.tenant());
    }
    List<CustomRole> roles = new ArrayList<>();
    List<TenantPolicy> policies = new ArrayList<>();
    for (Line line : lines) {
      if (line.role() != null) {
        roles.add(line.role());
      }
      if (line.policy() != null) {
        policies.add(line.policy());
      }
    }
    return new TenantRules(lines.getFirst().epoch(), roles, policies);
  }

  @Override
  public List<MadeRole> roles(TenantScope scope) {
    return session.query(
        scope,
        ROLES,
        binding -> binding.uuid(scope.tenant()),
        row -> new MadeRole(role(row), row.instant("created_at")));
  }

  @Override
  public List<CustomRole> all(TenantScope scope) {
    return roles(scope).stream().map(MadeRole::role).toList();
  }

  @Override
  public Creation createRole(TenantScope scope, MadeRole role, UUID by, int maxRoles, long epoch) {
    Binder binder =
        binding ->
            binding
                .uuid(scope.tenant())
                .uuid(role.role().id())
                .text(role.role().name())
                .textArray(role.role().actions())
                .timestamp(role.createdAt())
                .uuid(by)
                .uuid(scope.tenant())
                .integer(maxRoles);
    try {
      return session.transact(
          scope,
          tx -> {
            PostgresEpoch.bump(scope, tx, epoch);
            return tx.update(CREATE_ROLE, binder) == 0
                ? new Creation.LimitReached()
                : new Creation.Created();
          });
    } catch (UniqueViolationException e) {
      return new Creation.NameTaken();
    }
  }

  @Override
  public RoleDeletion deleteRole(TenantScope scope, String name, long epoch) {
    return session.transact(
        scope,
        tx -> {
          // Grants of the tenant wait for it, so nobody is given the role meanwhile.
          PostgresEpoch.bump(scope, tx, epoch);
          Optional<Holders> found =
              tx.queryOne(
                  HOLDERS,
                  binding -> binding.uuid(scope.tenant()).uuid(scope.tenant()).text(name),
                  row -> new Holders(row.uuid("id"), row.bool("held")));
          if (found.isEmpty()) {
            return RoleDeletion.NO_SUCH_ROLE;
          }
          if (found.get().held()) {
            return RoleDeletion.HELD;
          }
          tx.update(DELETE_ROLE, binding -> binding.uuid(scope.tenant()).uuid(found.get().role()));
          return RoleDeletion.DELETED;
        });
  }

  @Override
  public List<PolicyVersion> policies(TenantScope scope) {
    return session.query(
        scope, POLICIES, binding -> binding.uuid(scope.tenant()), PostgresRuleStore::version);
  }

  @Override
  public List<PolicyVersion> history(TenantScope scope, String name, int limit) {
    return session.query(
        scope,
        HISTORY,
        binding -> binding.uuid(scope.tenant()).text(name).integer(limit),
        PostgresRuleStore::version);
  }

  @Override
  public PolicyVersion put(TenantScope scope, PolicyVersion wanted, int maxPolicies, long epoch) {
    return session.transact(
        scope,
        tx -> {
          PostgresEpoch.bump(scope, tx, epoch);
          List<PolicyVersion> others =
              tx.query(
                  POLICIES, binding -> binding.uuid(scope.tenant()), PostgresRuleStore::version);
          if (others.stream().filter(one -> !one.name().equals(wanted.name())).count()
              >= maxPolicies) {
            throw new ServiceException(
                ErrorCode.RESOURCE_EXHAUSTED,
                "the tenant has " + maxPolicies + " policies, which is the limit");
          }
          return insert(scope, tx, wanted, latest(scope, tx, wanted.name()));
        });
  }

  @Override
  public boolean delete(TenantScope scope, String name, Instant at, UUID by, long epoch) {
    return session.transact(
        scope,
        tx -> {
          PostgresEpoch.bump(scope, tx, epoch);
          Optional<PolicyVersion> latest = latest(scope, tx, name);
          if (latest.isEmpty() || latest.get().deleted()) {
            return false;
          }
          insert(scope, tx, new PolicyVersion(name, 0, "", "", true, at, by), latest);
          return true;
        });
  }

  private static Optional<PolicyVersion> latest(TenantScope scope, Transaction tx, String name) {
    return tx.queryOne(
        HISTORY,
        binding -> binding.uuid(scope.tenant()).text(name).integer(1),
        PostgresRuleStore::version);
  }

  private static PolicyVersion insert(
      TenantScope scope, Transaction tx, PolicyVersion wanted, Optional<PolicyVersion> latest) {
    PolicyVersion next =
        new PolicyVersion(
            wanted.name(),
            latest.map(PolicyVersion::version).orElse(0L) + 1,
            wanted.text(),
            wanted.description(),
            wanted.deleted(),
            wanted.changedAt(),
            wanted.changedBy());
    tx.update(
        PUT,
        binding ->
            binding
                .uuid(scope.tenant())
                .text(next.name())
                .bigint(next.version())
                .text(next.text())
                .text(next.description())
                .bool(next.deleted())
                .timestamp(next.changedAt())
                .uuid(next.changedBy()));
    return next;
  }

  private static PolicyVersion version(Row row) throws SQLException {
    return new PolicyVersion(
        row.text("name"),
        row.bigint("version"),
        row.text("text"),
        row.text("description"),
        row.bool("deleted"),
        row.instant("changed_at"),
        row.uuid("changed_by"));
  }

  private static CustomRole role(Row row) throws SQLException {
    return new CustomRole(row.uuid("id"), row.text("name"), row.textList("actions"));
  }

  private static Line line(Row row) throws SQLException {
    String text = row.textOrNull("text");
    return new Line(
        row.bigint("epoch"),
        row.uuidOrNull("id") == null ? null : role(row),
        text == null ? null : new TenantPolicy(row.text("name"), text));
  }

  private record Line(long epoch, @Nullable CustomRole role, @Nullable TenantPolicy policy) {}

  private record Holders(UUID role, boolean held) {}
}
