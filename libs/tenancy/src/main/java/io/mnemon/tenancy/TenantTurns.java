package io.mnemon.tenancy;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * The order in which a bounded queue serves tenants: each in its turn, however much one of them
 * queues.
 *
 * <p>Start-time fair queueing (Goyal, Vin, Chen: "Start-time Fair Queuing", SIGCOMM 1996). A piece
 * of work starts, in virtual time, when the tenant's piece before it ends, or now if that is over;
 * it ends as much later as it costs. The earliest start goes first, and virtual time is the start
 * of what went last. A tenant that floods the queue is thus put behind its own work only.
 */
public final class TenantTurns {
  private final int limit;
  private final Map<UUID, Tenant> tenants = new HashMap<>();
  private long now;
  private long turns;
  private int waiting;

  /**
   * @param limit how much may wait; a single tenant may fill half of it
   */
  public TenantTurns(int limit) {
    this.limit = limit;
  }

  private static final class Tenant {
    private long end;
    private int waiting;
  }

  /** A piece of work's place in the order; the smallest goes first. */
  public record Turn(UUID tenant, long start, long number, int cost) implements Comparable<Turn> {
    private static final Comparator<Turn> ORDER =
        Comparator.comparingLong(Turn::start).thenComparingLong(Turn::number);

    @Override
    public int compareTo(Turn other) {
      return ORDER.compare(this, other);
    }
  }

  /**
   * Makes room for a tenant's work, whose turns are then taken one by one and must all begin.
   *
   * @param cost what the work costs altogether; it may exceed every limit where nothing waits
   * @return how much waits already if there is no room; zero if there is
   */
  public synchronized int enter(UUID tenant, int cost) {
    Tenant mine = tenants.get(tenant);
    int own = mine == null ? 0 : mine.waiting;
    if (own > 0 && own + cost > Math.max(1, limit / 2)) {
      return own;
    }
    if (waiting > 0 && waiting + cost > limit) {
      return waiting;
    }
    Tenant entered = tenants.computeIfAbsent(tenant, id -> new Tenant());
    entered.waiting += cost;
    waiting += cost;
    return 0;
  }

  /** The turn of a piece of the work that has entered. */
  public synchronized Turn take(UUID tenant, int cost) {
    Tenant mine = entered(tenant);
    long start = Math.max(now, mine.end);
    mine.end = start + cost;
    return new Turn(tenant, start, turns++, cost);
  }

  /** Tells that a piece begins: it waits no more. */
  public synchronized void begin(Turn turn) {
    now = Math.max(now, turn.start());
    leave(turn);
  }

  /** Tells that a piece will never begin. */
  public synchronized void leave(Turn turn) {
    Tenant mine = entered(turn.tenant());
    mine.waiting -= turn.cost();
    waiting -= turn.cost();
    // The end of what has gone is kept only for as long as others wait, who must not be overtaken.
    if (waiting == 0) {
      tenants.clear();
    } else if (mine.waiting == 0 && mine.end <= now) {
      tenants.remove(turn.tenant());
    }
  }

  private Tenant entered(UUID tenant) {
    Tenant mine = tenants.get(tenant);
    if (mine == null) {
      throw new IllegalStateException("work takes its turns after it has entered");
    }
    return mine;
  }

  /** How much waits. */
  public synchronized int waiting() {
    return waiting;
  }
}
