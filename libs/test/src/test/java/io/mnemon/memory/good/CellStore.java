package io.mnemon.memory.good;

import io.mnemon.tenancy.ControlPlane;

/** A store above tenants. */
@ControlPlane("cells belong to no tenant")
interface CellStore {
  String cellOf(String tenant);
}
