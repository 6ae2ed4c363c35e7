package io.mnemon.governance.cell;

import io.mnemon.storage.ControlSession;
import io.mnemon.tenancy.ControlPlane;
import java.util.List;

/** Cells in Postgres. */
@ControlPlane("cells stand above tenants")
final class PostgresCellStore implements CellStore {
  private static final String CELLS =
      """
      SELECT c.name, (SELECT count(*) FROM governance.tenant t WHERE t.cell = c.name) AS tenants
      FROM governance.cell c
      ORDER BY c.name
      """;

  private final ControlSession session;

  PostgresCellStore(ControlSession session) {
    this.session = session;
  }

  @Override
  public List<Cell> cells() {
    return session.query(
        CELLS, binding -> {}, row -> new Cell(row.text("name"), row.bigint("tenants")));
  }
}
