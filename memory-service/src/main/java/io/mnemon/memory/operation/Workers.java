package io.mnemon.memory.operation;

import io.mnemon.storage.Outbox;
import io.mnemon.storage.OutboxHandler;
import io.mnemon.storage.OutboxRelay;
import java.util.List;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/** Those who work on the queue of operations, side by side. */
public final class Workers implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Workers.class);

  private final Outbox queue;
  private final List<OutboxRelay> relays;

  /**
   * @param count how many work at the same time
   */
  public Workers(Outbox queue, OutboxHandler handler, OutboxRelay.Limits limits, int count) {
    this.queue = queue;
    this.relays =
        IntStream.range(0, count).mapToObj(i -> new OutboxRelay(queue, handler, limits)).toList();
  }

  /** Begins with what an earlier process has left. */
  public void start() {
    try {
      LOG.debugf("%d operations are taken over", queue.takeOver());
    } catch (RuntimeException e) {
      LOG.warnf(
          "what an earlier process worked on is taken when its lease ends: %s", e.getMessage());
    }
    relays.forEach(OutboxRelay::start);
  }

  /** Says that there is something to do. */
  public void wake() {
    relays.forEach(OutboxRelay::wake);
  }

  /** How many operations are not finished. */
  public long size() {
    return queue.pending();
  }

  @Override
  public void close() {
    relays.forEach(OutboxRelay::close);
  }
}
