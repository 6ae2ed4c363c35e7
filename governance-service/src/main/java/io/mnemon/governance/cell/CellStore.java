package io.mnemon.governance.cell;

import io.mnemon.tenancy.ControlPlane;
import java.util.List;

/** Which cells there are. Control plane: it belongs to no tenant. */
@ControlPlane("cells stand above tenants")
interface CellStore {
  /** All of them, by name. */
  List<Cell> cells();
}
