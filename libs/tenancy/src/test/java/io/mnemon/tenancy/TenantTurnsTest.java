package io.mnemon.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TenantTurnsTest {
  private static final UUID FLOODING = new UUID(1, 1);
  private static final UUID QUIET = new UUID(2, 2);

  private final TenantTurns turns = new TenantTurns(100);
  private final PriorityQueue<TenantTurns.Turn> queue = new PriorityQueue<>();

  private boolean enter(UUID tenant, int cost) {
    if (turns.enter(tenant, cost) > 0) {
      return false;
    }
    queue.add(turns.take(tenant, cost));
    return true;
  }

  private UUID next() {
    TenantTurns.Turn turn = queue.remove();
    turns.begin(turn);
    return turn.tenant();
  }

  @Test
  void aTenantAloneIsServedInTheOrderOfArrival() {
    enter(QUIET, 3);
    enter(QUIET, 1);
    enter(QUIET, 2);

    List<Integer> costs = new ArrayList<>();
    while (!queue.isEmpty()) {
      costs.add(queue.peek().cost());
      next();
    }

    assertThat(costs).containsExactly(3, 1, 2);
    assertThat(turns.waiting()).isZero();
  }

  @Test
  void whoFloodsTheQueueIsBehindItsOwnWorkOnly() {
    for (int i = 0; i < 20; i++) {
      enter(FLOODING, 1);
    }
    next();
    next();

    enter(QUIET, 1);

    assertThat(List.of(next(), next())).contains(QUIET);
  }

  @Test
  void tenantsGetEqualSharesOfTheCostNotOfThePieces() {
    for (int i = 0; i < 5; i++) {
      enter(FLOODING, 10);
      enter(QUIET, 1);
    }

    List<UUID> order = new ArrayList<>();
    while (!queue.isEmpty()) {
      order.add(next());
    }

    assertThat(order.subList(0, 6)).containsOnlyOnce(FLOODING);
  }

  @Test
  void oneTenantFillsAtMostHalfOfTheQueue() {
    for (int i = 0; i < 50; i++) {
      assertThat(enter(FLOODING, 1)).isTrue();
    }

    assertThat(turns.enter(FLOODING, 1)).isEqualTo(50);
    assertThat(enter(QUIET, 50)).isTrue();
    assertThat(turns.enter(new UUID(3, 3), 1)).isEqualTo(100);
  }

  @Test
  void whatIsLargerThanTheQueueEntersWhereNothingWaits() {
    assertThat(enter(QUIET, 1_000)).isTrue();
    assertThat(enter(FLOODING, 1)).isFalse();
    next();
    assertThat(enter(FLOODING, 1)).isTrue();
  }

  @Test
  void backloggedTenantsAreNeverFartherApartThanTheirLargestPieces() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<UUID> tenants = List.of(new UUID(1, 0), new UUID(2, 0), new UUID(3, 0));
    int largest = 5;
    TenantTurns large = new TenantTurns(1_000_000);
    PriorityQueue<TenantTurns.Turn> waiting = new PriorityQueue<>();
    for (UUID tenant : tenants) {
      for (int i = 0; i < 200; i++) {
        int cost = 1 + random.nextInt(largest);
        large.enter(tenant, cost);
        waiting.add(large.take(tenant, cost));
      }
    }

    int[] served = new int[tenants.size()];
    for (int i = 0; i < 300; i++) {
      TenantTurns.Turn turn = waiting.remove();
      large.begin(turn);
      served[tenants.indexOf(turn.tenant())] += turn.cost();
      for (int a : served) {
        for (int b : served) {
          assertThat(a - b).as("seed %d, after %d", seed, i).isLessThanOrEqualTo(2 * largest);
        }
      }
    }
  }
}
