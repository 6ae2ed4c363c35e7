package io.mnemon.governance.provisioning;

import io.mnemon.governance.provisioning.UserAttributes.Email;
import io.mnemon.governance.tenant.Name;
import io.mnemon.storage.PostgresSession;
import io.mnemon.storage.Row;
import io.mnemon.storage.UniqueViolationException;
import io.mnemon.storage.Work;
import io.mnemon.tenancy.TenantScope;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Users of directories in Postgres. */
final class PostgresUserStore implements UserStore {
  private static final String FROM_LIVING =
      """
      FROM governance.directory_user u
      JOIN governance.principal p ON p.tenant = ? AND p.id = u.id
      WHERE u.tenant = ? AND u.deleted_at IS NULL""";

  static final String USERS =
      """
      SELECT u.id, p.name, p.deactivated_at, u.external_id, u.display_name, u.given_name,
             u.family_name, u.formatted_name, u.emails, u.email_types, u.primary_email,
             u.created_at, u.updated_at, u.version,
             ARRAY(SELECT g.id FROM governance.directory_member m
                    JOIN governance.directory_group g ON g.tenant = m.tenant AND g.id = m.group_id
                    WHERE m.tenant = u.tenant AND m.user_id = u.id ORDER BY g.id LIMIT 200) AS group_ids,
             ARRAY(SELECT g.display_name FROM governance.directory_member m
                    JOIN governance.directory_group g ON g.tenant = m.tenant AND g.id = m.group_id
                    WHERE m.tenant = u.tenant AND m.user_id = u.id ORDER BY g.id LIMIT 200) AS group_names
      """
          + FROM_LIVING;

  private static final String COUNT = "SELECT count(*) AS total " + FROM_LIVING;

  private static final Set<String> NAMES = Set.of("principal_name", "directory_user_name");

  private final PostgresSession session;

  PostgresUserStore(PostgresSession session) {
    this.session = session;
  }

  @Override
  public Change create(
      TenantScope scope, UUID id, UserAttributes attributes, int maxPrincipals, Instant at) {
    return transact(
        scope, tx -> new PostgresUserChange(scope, tx, at).create(id, attributes, maxPrincipals));
  }

  @Override
  public Change replace(
      TenantScope scope,
      UUID id,
      UserAttributes attributes,
      @Nullable Long expectedVersion,
      Instant at) {
    return transact(
        scope,
        tx -> new PostgresUserChange(scope, tx, at).replace(id, attributes, expectedVersion));
  }

  @Override
  public Change delete(TenantScope scope, UUID id, @Nullable Long expectedVersion, Instant at) {
    return transact(scope, tx -> new PostgresUserChange(scope, tx, at).delete(id, expectedVersion));
  }

  private Change transact(TenantScope scope, Work<Change> work) {
    try {
      return PostgresChange.transact(session, scope, Change.class, work);
    } catch (UniqueViolationException e) {
      if (NAMES.contains(e.constraintName())) {
        return new Change.NameTaken();
      }
      throw e;
    }
  }

  @Override
  public Optional<DirectoryUser> find(TenantScope scope, UUID id) {
    return session.queryOne(
        scope,
        USERS + " AND u.id = ?",
        binding -> binding.uuid(scope.tenant()).uuid(scope.tenant()).uuid(id),
        PostgresUserStore::user);
  }

  @Override
  public Slice<DirectoryUser> list(TenantScope scope, Conditions conditions, Slice.Request wanted) {
    String userName = conditions.userName();
    PostgresConditions where =
        new PostgresConditions()
            .and("u.id = ?", conditions.id())
            .and("u.name_key = ?", userName == null ? null : Name.key(userName))
            .and("u.external_id = ?", conditions.externalId())
            .and("lower(u.display_name) = lower(?)", conditions.displayName());
    int total =
        session
            .query(
                scope,
                COUNT + where.sql(),
                binding -> where.bind(binding.uuid(scope.tenant()).uuid(scope.tenant())),
                row -> row.integer("total"))
            .getFirst();
    List<DirectoryUser> users =
        session.query(
            scope,
            USERS + where.sql() + " ORDER BY u.id LIMIT ? OFFSET ?",
            binding -> {
              where.bind(binding.uuid(scope.tenant()).uuid(scope.tenant()));
              binding.integer(wanted.count()).integer(wanted.offset());
            },
            PostgresUserStore::user);
    return new Slice<>(users, total);
  }

  private static DirectoryUser user(Row row) throws SQLException {
    List<UUID> groupIds = row.uuidList("group_ids");
    List<String> groupNames = row.textList("group_names");
    List<DirectoryUser.GroupRef> groups = new ArrayList<>();
    for (int i = 0; i < groupIds.size(); i++) {
      groups.add(new DirectoryUser.GroupRef(groupIds.get(i), groupNames.get(i)));
    }
    return new DirectoryUser(
        row.uuid("id"),
        attributes(row),
        groups,
        row.instant("created_at"),
        row.instant("updated_at"),
        row.bigint("version"));
  }

  private static UserAttributes attributes(Row row) throws SQLException {
    List<String> values = row.textList("emails");
    List<String> types = row.textList("email_types");
    Integer primary = row.integerOrNull("primary_email");
    List<Email> emails = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      emails.add(new Email(values.get(i), types.get(i), primary != null && primary == i + 1));
    }
    return new UserAttributes(
        row.text("name"),
        row.textOrNull("external_id"),
        row.instantOrNull("deactivated_at") == null,
        row.text("display_name"),
        row.text("given_name"),
        row.text("family_name"),
        row.text("formatted_name"),
        emails);
  }
}
