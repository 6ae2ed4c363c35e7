package io.mnemon.storage;

import io.mnemon.tenancy.AuditEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Bounds what refusals write: of each actor only so many in a window are entries of their own, the
 * others are counted. So nobody fills a disk by asking for what they may not have.
 */
final class RepeatedDenials {
  private final int each;
  private final Duration window;
  private final int maxActors;
  private final Map<Actor, Window> windows = new LinkedHashMap<>();

  /**
   * @param each how many refusals of one actor are written one by one in a window
   * @param maxActors how many actors are remembered; the longest known is forgotten first, and then
   *     begins anew
   */
  RepeatedDenials(int each, Duration window, int maxActors) {
    this.each = each;
    this.window = window;
    this.maxActors = maxActors;
  }

  private record Actor(UUID tenant, String actor) {}

  /** Refusals that were counted. */
  record Counted(UUID tenant, AuditEntry entry) {}

  private static final class Window {
    private final Instant since;
    private int written;
    private long counted;
    private AuditEntry last;

    Window(Instant since, AuditEntry last) {
      this.since = since;
      this.last = last;
    }
  }

  /** Whether the refusal is to be written by itself; if not, it is counted. */
  synchronized boolean isWritten(UUID tenant, AuditEntry denial, Instant now) {
    Actor actor = new Actor(tenant, denial.actor());
    Window current = windows.get(actor);
    if (current == null || isOver(current, now) && current.counted == 0) {
      windows.remove(actor);
      current = new Window(now, denial);
      windows.put(actor, current);
      forget();
    }
    if (current.written < each) {
      current.written++;
      return true;
    }
    current.counted++;
    current.last = denial;
    return false;
  }

  /** What was counted since the last time, one entry for each actor: the latest, with a number. */
  synchronized List<Counted> take(Instant now) {
    List<Counted> all = new ArrayList<>();
    Iterator<Map.Entry<Actor, Window>> each = windows.entrySet().iterator();
    while (each.hasNext()) {
      Map.Entry<Actor, Window> next = each.next();
      Window of = next.getValue();
      if (of.counted > 0) {
        all.add(new Counted(next.getKey().tenant(), of.last.times(of.counted)));
        of.counted = 0;
      }
      if (isOver(of, now)) {
        each.remove();
      }
    }
    return all;
  }

  private boolean isOver(Window of, Instant now) {
    return !now.isBefore(of.since.plus(window));
  }

  /** One that has counted something is kept: its number would be lost. */
  private void forget() {
    Iterator<Window> oldest = windows.values().iterator();
    while (windows.size() > maxActors && oldest.hasNext()) {
      if (oldest.next().counted == 0) {
        oldest.remove();
      }
    }
  }
}
