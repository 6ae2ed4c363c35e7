package io.mnemon.gateway.limits;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How much of something everybody has under way in this gateway. Each gateway counts for itself: of
 * a limit it gives its part, rounded up, so that all of them together may exceed it by one each,
 * and a tenant that speaks to one gateway only does not get the parts of the others.
 */
public final class Slots {
  private final Map<String, Integer> taken = new ConcurrentHashMap<>();
  private final int gateways;

  public Slots(int gateways) {
    this.gateways = gateways;
  }

  /** Takes one, unless so many are taken. */
  public boolean take(String whose, int limit) {
    int share = Math.ceilDiv(limit, gateways);
    boolean[] got = new boolean[1];
    taken.compute(
        whose,
        (name, count) -> {
          int before = count == null ? 0 : count;
          got[0] = before < share;
          return got[0] ? Integer.valueOf(before + 1) : count;
        });
    return got[0];
  }

  public void giveBack(String whose) {
    taken.computeIfPresent(whose, (name, count) -> count == 1 ? null : count - 1);
  }

  /** How many have something under way. */
  int size() {
    return taken.size();
  }
}
