package io.mnemon.governance.cell;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.UUID;

/** Tells in which cell a tenant lives. Moving a tenant moves its epoch, so that is what is kept. */
public final class Cells {
  private static final int MAX_TENANTS = 10_000;

  private final CellStore store;
  private final Cache<At, String> known =
      Caffeine.newBuilder().maximumSize(MAX_TENANTS).executor(Runnable::run).build();

  Cells(CellStore store) {
    this.store = store;
  }

  private record At(UUID tenant, long epoch) {}

  /**
   * @param epoch the tenant's authorization epoch
   * @throws io.mnemon.api.ServiceException UNAUTHENTICATED if the tenant does not exist any more
   */
  public String of(UUID tenant, long epoch) {
    return known.get(new At(tenant, epoch), at -> store.cellOf(at.tenant()));
  }
}
