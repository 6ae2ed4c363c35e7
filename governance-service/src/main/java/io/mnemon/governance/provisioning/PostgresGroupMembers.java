package io.mnemon.governance.provisioning;

import io.mnemon.governance.provisioning.GroupStore.Change;
import io.mnemon.governance.provisioning.GroupStore.Edit;
import io.mnemon.storage.Transaction;
import io.mnemon.tenancy.TenantScope;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The members of one group, within a transaction that changes it. */
final class PostgresGroupMembers {
  private static final String ADD =
      """
      INSERT INTO governance.directory_member (tenant, group_id, user_id)
      SELECT u.tenant, ?, u.id
      FROM governance.directory_user u
      WHERE u.tenant = ? AND u.id = ANY (?) AND u.deleted_at IS NULL
      ON CONFLICT DO NOTHING
      RETURNING user_id
      """;

  private static final String MISSING =
      """
      SELECT wanted.id
      FROM unnest(?) AS wanted (id)
      WHERE NOT EXISTS (
        SELECT FROM governance.directory_member m
        WHERE m.tenant = ? AND m.group_id = ? AND m.user_id = wanted.id)
      LIMIT 1
      """;

  private static final String REMOVE =
      """
      DELETE FROM governance.directory_member
      WHERE tenant = ? AND group_id = ? AND user_id = ANY (?)
      RETURNING user_id
      """;

  private static final String KEEP =
      """
      DELETE FROM governance.directory_member
      WHERE tenant = ? AND group_id = ? AND NOT user_id = ANY (?)
      RETURNING user_id
      """;

  private static final String SIZE =
      """
      SELECT count(*) AS size FROM governance.directory_member WHERE tenant = ? AND group_id = ?
      """;

  private final TenantScope scope;
  private final Transaction tx;
  private final UUID group;

  PostgresGroupMembers(TenantScope scope, Transaction tx, UUID group) {
    this.scope = scope;
    this.tx = tx;
    this.group = group;
  }

  Change change(Edit edit, Instant at) {
    List<UUID> removed = remove(edit);
    int took = removed.isEmpty() ? 0 : PostgresGroupRoles.take(scope, tx, group, removed);
    if (!edit.add().isEmpty()) {
      add(edit, at);
    }
    return new Change.Done(took > 0);
  }

  private List<UUID> remove(Edit edit) {
    if (edit.replaceMembers()) {
      return tx.query(
          KEEP,
          binding -> binding.uuid(scope.tenant()).uuid(group).uuidArray(edit.add()),
          row -> row.uuid("user_id"));
    }
    Set<UUID> leaving = new HashSet<>(edit.remove());
    leaving.removeAll(edit.add());
    return leaving.isEmpty()
        ? List.of()
        : tx.query(
            REMOVE,
            binding -> binding.uuid(scope.tenant()).uuid(group).uuidArray(leaving),
            row -> row.uuid("user_id"));
  }

  private void add(Edit edit, Instant at) {
    List<UUID> added =
        tx.query(
            ADD,
            binding -> binding.uuid(group).uuid(scope.tenant()).uuidArray(edit.add()),
            row -> row.uuid("user_id"));
    tx.queryOne(
            MISSING,
            binding -> binding.uuidArray(edit.add()).uuid(scope.tenant()).uuid(group),
            row -> row.uuid("id"))
        .ifPresent(
            missing -> {
              throw new PostgresChange.Refused(new Change.NoSuchUser(missing));
            });
    int size =
        tx.query(
                SIZE,
                binding -> binding.uuid(scope.tenant()).uuid(group),
                row -> row.integer("size"))
            .getFirst();
    if (size > edit.maxMembers()) {
      throw new PostgresChange.Refused(new Change.TooManyMembers());
    }
    if (added.isEmpty()) {
      return;
    }
    if (!edit.givesForGood() && isMapped()) {
      throw new PostgresChange.Refused(new Change.WouldGive());
    }
    PostgresGroupRoles.give(scope, tx, group, added, at);
  }

  private boolean isMapped() {
    return tx.queryOne(
            """
            SELECT unit FROM governance.directory_group
            WHERE tenant = ? AND id = ? AND unit IS NOT NULL
            """,
            binding -> binding.uuid(scope.tenant()).uuid(group),
            row -> row.uuid("unit"))
        .isPresent();
  }
}
