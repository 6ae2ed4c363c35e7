package io.mnemon.gateway.limits;

import io.mnemon.api.ServiceException;
import java.time.Duration;
import java.util.UUID;

/**
 * The part that one tenant may have of what a door works on at once, however long each of its
 * requests takes.
 */
public final class TenantsShare {
  private static final int PART = 2;
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final Slots slots = new Slots(1);
  private final int most;

  /**
   * @param all how many requests of all tenants the door works on at once
   */
  public TenantsShare(int all) {
    this.most = Math.ceilDiv(all, PART);
  }

  /**
   * Counts a request that begins.
   *
   * @throws ServiceException RESOURCE_EXHAUSTED if the tenant has as many under way as it may
   */
  public void take(UUID tenant) {
    if (!slots.take(tenant.toString(), most)) {
      throw ServiceException.exhausted(
          "this tenant has %d requests under way, which is its limit: wait for one to end"
              .formatted(most),
          RETRY);
    }
  }

  /** Counts the end of one that was taken. */
  public void giveBack(UUID tenant) {
    slots.giveBack(tenant.toString());
  }
}
