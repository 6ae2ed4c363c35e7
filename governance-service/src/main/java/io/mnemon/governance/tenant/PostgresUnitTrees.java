package io.mnemon.governance.tenant;

import io.mnemon.storage.PostgresSession;
import io.mnemon.storage.Row;
import io.mnemon.tenancy.TenantScope;
import java.sql.SQLException;

/** Reads a tenant's whole tree. */
final class PostgresUnitTrees implements UnitTrees {
  static final String TREE =
      """
      SELECT id, parent, kind, name, created_at
      FROM governance.unit
      WHERE tenant = ?
      ORDER BY id
      """;

  private final PostgresSession session;

  PostgresUnitTrees(PostgresSession session) {
    this.session = session;
  }

  @Override
  public UnitTree tree(TenantScope scope, long epoch) {
    return new UnitTree(
        scope.tenant(),
        session.query(
            scope, TREE, binding -> binding.uuid(scope.tenant()), PostgresUnitTrees::unit));
  }

  private static Unit unit(Row row) throws SQLException {
    return new Unit(
        row.uuid("id"),
        row.uuidOrNull("parent"),
        UnitKind.ofWord(row.text("kind")).orElseThrow(),
        row.text("name"),
        row.instant("created_at"));
  }
}
