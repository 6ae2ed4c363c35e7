package io.mnemon.gateway.http;

import io.mnemon.api.ServiceException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes of bodies that are held in memory, over all requests: each body until its request has
 * been worked on, because what is made of it is about as large.
 */
final class HeldBytes {
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final long most;
  private final AtomicLong held = new AtomicLong();

  /**
   * @param most how many bytes are held at once
   */
  HeldBytes(long most) {
    this.most = most;
  }

  /** What one request holds. */
  final class Hold {
    private final AtomicLong mine = new AtomicLong();

    /**
     * Holds some more.
     *
     * @throws ServiceException RESOURCE_EXHAUSTED if too much is held already
     */
    void add(int bytes) {
      if (held.addAndGet(bytes) > most) {
        held.addAndGet(-bytes);
        throw ServiceException.exhausted(
            "too much is being sent at once: try again in a second, or send less in one request",
            RETRY);
      }
      mine.addAndGet(bytes);
    }

    /** Lets go of everything. */
    void release() {
      held.addAndGet(-mine.getAndSet(0));
    }
  }
}
