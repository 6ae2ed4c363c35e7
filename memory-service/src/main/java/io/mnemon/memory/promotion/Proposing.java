package io.mnemon.memory.promotion;

import io.mnemon.memory.promotion.PromotionStore.Proposal;
import io.mnemon.tenancy.TenantScope;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Proposes to promote what has proved itself: score = 0.6·effective importance + 0.3·min(uses/10,
 * 1) + 0.1·recency, where recency halves every 30 days since the last use. What was turned down is
 * not proposed again.
 */
public final class Proposing {
  private static final String JOB = "promotion";

  private final PromotionStore store;
  private final double limit;
  private final int atOnce;
  private final InstantSource clock;

  /**
   * @param limit the score from which on a memory is proposed
   * @param atOnce how many memories are looked at in one statement
   */
  public Proposing(PromotionStore store, double limit, int atOnce, InstantSource clock) {
    this.store = store;
    this.limit = limit;
    this.atOnce = atOnce;
    this.clock = clock;
  }

  /**
   * Looks through the used memories of a tenant.
   *
   * @param goesOn asked before each page: whether to go on
   * @return how many were proposed
   */
  public int run(UUID tenant, Supplier<Boolean> goesOn) {
    TenantScope system = TenantScope.system(tenant, JOB);
    int proposed = 0;
    Optional<UUID> after = Optional.empty();
    while (goesOn.get()) {
      Instant now = clock.instant();
      List<Proposal> page = store.worthy(system, now, limit, after, atOnce);
      proposed += store.propose(system, page, now);
      if (page.size() < atOnce) {
        break;
      }
      after = Optional.of(page.getLast().memory());
    }
    return proposed;
  }
}
