package io.mnemon.governance.cell;

import io.mnemon.governance.tenant.Governance;
import io.mnemon.storage.ControlSession;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Opens the list of cells. */
final class CellWiring {
  @Produces
  @Singleton
  CellStore cellStore(@Governance ControlSession control) {
    return new PostgresCellStore(control);
  }

  @Produces
  @Singleton
  Cells cells(CellStore store) {
    return new Cells(store);
  }
}
