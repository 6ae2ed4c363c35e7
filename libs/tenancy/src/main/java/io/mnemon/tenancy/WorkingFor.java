package io.mnemon.tenancy;

import java.util.UUID;

/** The tenant for whom this thread works, asked by the queues in which tenants wait together. */
public final class WorkingFor {
  /** Nobody in particular: work that the platform does for itself. */
  public static final UUID PLATFORM = new UUID(0, 0);

  private static final ScopedValue<UUID> TENANT = ScopedValue.newInstance();

  private WorkingFor() {}

  public static UUID tenant() {
    return TENANT.orElse(PLATFORM);
  }

  /** Does the work for the tenant. */
  public static <T, X extends Throwable> T tenant(
      UUID tenant, ScopedValue.CallableOp<? extends T, X> work) throws X {
    return ScopedValue.where(TENANT, tenant).call(work);
  }
}
