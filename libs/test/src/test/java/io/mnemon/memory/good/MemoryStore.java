package io.mnemon.memory.good;

import io.mnemon.tenancy.ControlPlane;
import io.mnemon.tenancy.TenantScope;

/** A port whose methods say for whom. */
public interface MemoryStore {
  String find(TenantScope scope, String id);

  @ControlPlane("a sum without content")
  long count();
}
