package io.mnemon.governance.provisioning;

import io.mnemon.storage.PostgresSession;
import io.mnemon.storage.Row;
import io.mnemon.storage.Transaction;
import io.mnemon.tenancy.TenantScope;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Groups in Postgres. */
final class PostgresGroupStore implements GroupStore {
  static final String GROUPS =
      """
      SELECT g.id, g.display_name, g.external_id, g.created_at, g.updated_at, g.version,
             (SELECT count(*) FROM governance.directory_member m
               WHERE m.tenant = g.tenant AND m.group_id = g.id) AS size
      FROM governance.directory_group g
      WHERE g.tenant = ?""";

  private static final String COUNT =
      "SELECT count(*) AS total FROM governance.directory_group g WHERE g.tenant = ?";

  private static final String OF_MEMBER =
      """
      EXISTS (SELECT FROM governance.directory_member o
               WHERE o.tenant = g.tenant AND o.group_id = g.id AND o.user_id = ?)""";

  static final String MEMBERS =
      """
      SELECT m.group_id, m.user_id, p.name
      FROM governance.directory_member m
      JOIN governance.principal p ON p.tenant = ? AND p.id = m.user_id
      WHERE m.tenant = ? AND m.group_id = ANY (?)
      ORDER BY m.group_id, m.user_id
      """;

  private static final String INSERT =
      """
      INSERT INTO governance.directory_group
        (tenant, id, display_name, external_id, created_at, updated_at)
      VALUES (?, ?, ?, NULLIF(?, ''), ?, ?)
      """;

  private static final String UPDATE =
      """
      UPDATE governance.directory_group
      SET display_name = coalesce(?, display_name),
          external_id = CASE WHEN ?::text IS NULL THEN external_id ELSE NULLIF(?, '') END,
          version = version + 1, updated_at = ?
      WHERE tenant = ? AND id = ?
      """;

  private final PostgresSession session;

  PostgresGroupStore(PostgresSession session) {
    this.session = session;
  }

  @Override
  public Change create(TenantScope scope, UUID id, Edit edit, Instant at) {
    return PostgresChange.transact(
        session,
        scope,
        Change.class,
        tx -> {
          tx.update(
              INSERT,
              binding ->
                  binding
                      .uuid(scope.tenant())
                      .uuid(id)
                      .text(edit.displayName())
                      .text(edit.externalId())
                      .timestamp(at)
                      .timestamp(at));
          return new PostgresGroupMembers(scope, tx, id).change(edit, at);
        });
  }

  @Override
  public Change change(
      TenantScope scope, UUID id, Edit edit, @Nullable Long expectedVersion, Instant at) {
    return PostgresChange.transact(
        session,
        scope,
        Change.class,
        tx -> {
          requireVersion(scope, tx, id, expectedVersion);
          tx.update(
              UPDATE,
              binding ->
                  binding
                      .text(edit.displayName())
                      .text(edit.externalId())
                      .text(edit.externalId())
                      .timestamp(at)
                      .uuid(scope.tenant())
                      .uuid(id));
          return new PostgresGroupMembers(scope, tx, id).change(edit, at);
        });
  }

  @Override
  public Change delete(TenantScope scope, UUID id, @Nullable Long expectedVersion) {
    return PostgresChange.transact(
        session,
        scope,
        Change.class,
        tx -> {
          requireVersion(scope, tx, id, expectedVersion);
          int took = PostgresGroupRoles.takeAll(scope, tx, id);
          tx.update(
              "DELETE FROM governance.directory_member WHERE tenant = ? AND group_id = ?",
              binding -> binding.uuid(scope.tenant()).uuid(id));
          tx.update(
              "DELETE FROM governance.directory_group WHERE tenant = ? AND id = ?",
              binding -> binding.uuid(scope.tenant()).uuid(id));
          return new Change.Done(took > 0);
        });
  }

  @Override
  public Optional<DirectoryGroup> find(TenantScope scope, UUID id) {
    return session.queryOne(
        scope,
        GROUPS + " AND g.id = ?",
        binding -> binding.uuid(scope.tenant()).uuid(id),
        PostgresGroupStore::group);
  }

  @Override
  public List<DirectoryGroup.Member> members(TenantScope scope, UUID id) {
    return members(scope, List.of(id)).getOrDefault(id, List.of());
  }

  @Override
  public Slice<DirectoryGroup> list(
      TenantScope scope,
      Conditions conditions,
      Slice.Request wanted,
      boolean withMembers,
      int maxMembers) {
    PostgresConditions where =
        new PostgresConditions()
            .and("g.id = ?", conditions.id())
            .and("lower(g.display_name) = lower(?)", conditions.displayName())
            .and("g.external_id = ?", conditions.externalId())
            .and(OF_MEMBER, conditions.member());
    int total =
        session
            .query(
                scope,
                COUNT + where.sql(),
                binding -> where.bind(binding.uuid(scope.tenant())),
                row -> row.integer("total"))
            .getFirst();
    List<DirectoryGroup> groups =
        session.query(
            scope,
            GROUPS + where.sql() + " ORDER BY g.id LIMIT ? OFFSET ?",
            binding -> {
              where.bind(binding.uuid(scope.tenant()));
              binding.integer(wanted.count()).integer(wanted.offset());
            },
            PostgresGroupStore::group);
    return new Slice<>(withMembers ? withMembers(scope, groups, maxMembers) : groups, total);
  }

  private List<DirectoryGroup> withMembers(
      TenantScope scope, List<DirectoryGroup> groups, int maxMembers) {
    List<DirectoryGroup> shown = new ArrayList<>();
    long members = 0;
    for (DirectoryGroup group : groups) {
      members += group.size();
      if (members > maxMembers && !shown.isEmpty()) {
        break;
      }
      shown.add(group);
    }
    Map<UUID, List<DirectoryGroup.Member>> byGroup =
        members(scope, shown.stream().map(DirectoryGroup::id).toList());
    return shown.stream()
        .map(group -> group.with(byGroup.getOrDefault(group.id(), List.of())))
        .toList();
  }

  private record OfGroup(UUID group, DirectoryGroup.Member member) {}

  private Map<UUID, List<DirectoryGroup.Member>> members(TenantScope scope, List<UUID> groups) {
    List<OfGroup> found =
        session.query(
            scope,
            MEMBERS,
            binding -> binding.uuid(scope.tenant()).uuid(scope.tenant()).uuidArray(groups),
            row ->
                new OfGroup(
                    row.uuid("group_id"),
                    new DirectoryGroup.Member(row.uuid("user_id"), row.text("name"))));
    Map<UUID, List<DirectoryGroup.Member>> byGroup = new HashMap<>();
    found.forEach(
        one -> byGroup.computeIfAbsent(one.group(), any -> new ArrayList<>()).add(one.member()));
    return byGroup;
  }

  /** Refuses what was made for another version than there is. */
  private static void requireVersion(
      TenantScope scope, Transaction tx, UUID id, @Nullable Long expectedVersion) {
    long version =
        tx.queryOne(
                "SELECT version FROM governance.directory_group WHERE tenant = ? AND id = ?",
                binding -> binding.uuid(scope.tenant()).uuid(id),
                row -> row.bigint("version"))
            .orElseThrow(() -> new PostgresChange.Refused(new Change.NoSuchGroup()));
    if (expectedVersion != null && expectedVersion != version) {
      throw new PostgresChange.Refused(new Change.OtherVersion(version));
    }
  }

  private static DirectoryGroup group(Row row) throws SQLException {
    return new DirectoryGroup(
        row.uuid("id"),
        row.text("display_name"),
        row.textOrNull("external_id"),
        List.of(),
        row.integer("size"),
        row.instant("created_at"),
        row.instant("updated_at"),
        row.bigint("version"));
  }
}
