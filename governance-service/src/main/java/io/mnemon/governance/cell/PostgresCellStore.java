package io.mnemon.governance.cell;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.storage.ControlSession;
import io.mnemon.tenancy.ControlPlane;
import java.util.List;
import java.util.UUID;

/** Cells in Postgres. */
@ControlPlane("cells stand above tenants")
final class PostgresCellStore implements CellStore {
  private static final String CELLS =
      """
      SELECT c.name, (SELECT count(*) FROM governance.tenant t WHERE t.cell = c.name) AS tenants
      FROM governance.cell c
      ORDER BY c.name
      """;

  private static final String CELL_OF = "SELECT cell FROM governance.tenant WHERE id = ?";

  private final ControlSession session;

  PostgresCellStore(ControlSession session) {
    this.session = session;
  }

  @Override
  public List<Cell> cells() {
    return session.query(
        CELLS, binding -> {}, row -> new Cell(row.text("name"), row.bigint("tenants")));
  }

  @Override
  public String cellOf(UUID tenant) {
    return session
        .queryOne(CELL_OF, binding -> binding.uuid(tenant), row -> row.text("cell"))
        .orElseThrow(
            () ->
                new ServiceException(
                    ErrorCode.UNAUTHENTICATED,
                    "the tenant of this credential does not exist any more"));
  }
}
