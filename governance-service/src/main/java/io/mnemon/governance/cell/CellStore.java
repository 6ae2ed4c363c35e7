package io.mnemon.governance.cell;

import io.mnemon.api.ServiceException;
import io.mnemon.tenancy.ControlPlane;
import java.util.List;
import java.util.UUID;

/** Which cells there are. Control plane: it belongs to no tenant. */
@ControlPlane("cells stand above tenants")
interface CellStore {
  /** All of them, by name. */
  List<Cell> cells();

  /**
   * Where a tenant lives.
   *
   * @throws ServiceException UNAUTHENTICATED if there is no such tenant
   */
  String cellOf(UUID tenant);
}
