package io.mnemon.gateway.limits;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.tenancy.ActiveTenants;
import io.mnemon.tenancy.CallerPresence;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;

/**
 * How many requests of each tenant are under way inside; further ones wait here for their turn, on
 * their virtual threads.
 *
 * <p>Behind the gateway all tenants use the same processors, and a queue in front of those is as
 * long as what one tenant has under way. So a tenant that asks alone may fill them; as soon as
 * another asks, each has only as much under way as keeps a part of the processors busy. Reading and
 * writing have turns of their own: who loads a million memories can still search.
 */
final class Turns {
  /** How often who waits looks whether its caller is still there. */
  private static final long LOOK_AROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Limits limits;
  private final LongSupplier nanos;
  private final LongPredicate isAnyFailingSince;
  private final Map<Line.Name, Line> lines = new HashMap<>();
  private final ActiveTenants tenants;

  /**
   * @param nanos the time, as of {@link System#nanoTime}
   * @param isAnyFailingSince whether a service could not be reached or did not serve at any moment
   *     since
   */
  Turns(Limits limits, LongSupplier nanos, LongPredicate isAnyFailingSince) {
    this.limits = limits;
    this.nanos = nanos;
    this.isAnyFailingSince = isAnyFailingSince;
    this.tenants = new ActiveTenants(limits.othersFor(), nanos);
  }

  /** What a request does. */
  enum Work {
    READ,
    WRITE
  }

  /**
   * How much is under way.
   *
   * @param alone requests of a tenant while no other asks
   * @param besideOthers requests of a tenant while others ask
   * @param othersFor how long after the end of its last request a tenant counts as one that asks
   * @param waiting requests of a tenant that wait
   * @param patience how long one waits
   */
  record Limits(int alone, int besideOthers, Duration othersFor, int waiting, Duration patience) {}

  private record Waiter(CountDownLatch turn, long since) {}

  private static final class Line {
    private record Name(UUID tenant, Work work) {}

    private final Deque<Waiter> waiting = new ArrayDeque<>();
    private int underWay;
  }

  /**
   * Waits for a turn.
   *
   * @throws ServiceException RESOURCE_EXHAUSTED if too many wait already, or for too long;
   *     UNAVAILABLE if those in front may have waited for a service meanwhile
   */
  void enter(UUID tenant, Work work) {
    Waiter waiter = new Waiter(new CountDownLatch(1), nanos.getAsLong());
    synchronized (this) {
      tenants.begins(tenant);
      Line line = lines.computeIfAbsent(new Line.Name(tenant, work), name -> new Line());
      if (line.waiting.isEmpty() && line.underWay < allowed()) {
        line.underWay++;
        return;
      }
      if (line.waiting.size() >= limits.waiting()) {
        tenants.ends(tenant);
        Waiter first = line.waiting.isEmpty() ? waiter : line.waiting.getFirst();
        throw refused(
            "this tenant has %d requests waiting".formatted(line.waiting.size()), first.since());
      }
      line.waiting.add(waiter);
    }
    if (!await(waiter.turn()) && giveUp(tenant, work, waiter)) {
      throw refused(
          "the request has waited %d s behind others of its tenant"
              .formatted(limits.patience().toSeconds()),
          waiter.since());
    }
  }

  private ServiceException refused(String why, long waitingSince) {
    return isAnyFailingSince.test(waitingSince)
        ? new ServiceException(
            ErrorCode.UNAVAILABLE, why + " while a service did not answer: try again")
        : ServiceException.exhausted(
            why + ": send fewer at once, and try again in a second", Duration.ofSeconds(1));
  }

  private boolean await(CountDownLatch turn) {
    long end = System.nanoTime() + limits.patience().toNanos();
    try {
      // Who has gone waits no more; whether the turn has come all the same, giving up decides.
      while (!CallerPresence.hasGone()) {
        long left = end - System.nanoTime();
        if (turn.await(Math.min(left, LOOK_AROUND_NANOS), TimeUnit.NANOSECONDS)) {
          return true;
        }
        if (left <= 0) {
          return false;
        }
      }
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Stops waiting, unless the turn has come. */
  private synchronized boolean giveUp(UUID tenant, Work work, Waiter waiter) {
    Line line = lines.get(new Line.Name(tenant, work));
    boolean waited = line != null && line.waiting.remove(waiter);
    if (waited) {
      tenants.ends(tenant);
    }
    return waited;
  }

  /** Ends a turn. */
  synchronized void leave(UUID tenant, Work work) {
    Line.Name name = new Line.Name(tenant, work);
    Line line = lines.get(name);
    if (line == null) {
      throw new IllegalStateException("a turn ends once");
    }
    line.underWay--;
    tenants.ends(tenant);
    while (!line.waiting.isEmpty() && line.underWay < allowed()) {
      line.underWay++;
      line.waiting.remove().turn().countDown();
    }
    if (line.underWay == 0) {
      lines.remove(name);
    }
  }

  private int allowed() {
    return tenants.areSeveral() ? limits.besideOthers() : limits.alone();
  }

  synchronized int waiting(UUID tenant, Work work) {
    Line line = lines.get(new Line.Name(tenant, work));
    return line == null ? 0 : line.waiting.size();
  }
}
