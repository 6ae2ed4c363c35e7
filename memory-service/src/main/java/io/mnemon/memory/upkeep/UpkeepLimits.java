package io.mnemon.memory.upkeep;

import java.time.Duration;

/**
 * The limits of background work.
 *
 * @param flushEvery how often what has been applied is made durable; a crash makes that much be
 *     applied again
 * @param mostUnflushedRows how many outbox rows are remembered until then; further ones are left to
 *     the relay
 * @param page how many memories a rebuild reads at once
 * @param rebuiltAtOnce a tenant with at most this many memories is rebuilt by whoever needs it
 *     first
 * @param rebuilds how many tenants are rebuilt at the same time
 * @param waitingRebuilds how many more may wait; further ones begin at a later search
 * @param tellEvery how often a rebuild tells how far it is
 * @param retryAfter how long background work that failed rests
 * @param stop how long a stop waits for work in hand
 */
public record UpkeepLimits(
    Duration flushEvery,
    int mostUnflushedRows,
    int page,
    int rebuiltAtOnce,
    int rebuilds,
    int waitingRebuilds,
    Duration tellEvery,
    Duration retryAfter,
    Duration stop) {
  public static final UpkeepLimits DEFAULT =
      new UpkeepLimits(
          Duration.ofSeconds(1),
          100_000,
          500,
          64,
          1,
          1_000,
          Duration.ofSeconds(5),
          Duration.ofSeconds(2),
          Duration.ofSeconds(10));

  public UpkeepLimits {
    if (mostUnflushedRows < 1 || page < 1 || rebuilds < 1 || waitingRebuilds < 1) {
      throw new IllegalArgumentException(
          "unflushed rows, page, rebuilds and waiting rebuilds must each be at least 1");
    }
    if (rebuiltAtOnce < 0 || rebuiltAtOnce >= page) {
      throw new IllegalArgumentException(
          "what is rebuilt at once must be less than a page of " + page + " memories");
    }
    if (!flushEvery.isPositive()) {
      throw new IllegalArgumentException("the time between flushes must be positive, e.g. PT1S");
    }
  }
}
