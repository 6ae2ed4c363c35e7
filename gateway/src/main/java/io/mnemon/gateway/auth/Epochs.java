package io.mnemon.gateway.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.mnemon.tenancy.Caller;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;

/**
 * Knows which callers are still what they were when their credential was checked: none of a tenant
 * whose authorization epoch has moved since, nobody whose credential has ended, and nobody while it
 * is not known whether an epoch has moved. An answer is handed over only while its caller is
 * current, and a move of the epoch waits for those that are being handed over. So when the move is
 * confirmed, nothing older goes out any more.
 */
public final class Epochs {
  /** All deliveries that may be under way at once: a limit that nobody reaches. */
  private static final int ALL = 1 << 24;

  /** Longer than any request lasts that began before a move. */
  private static final Duration KEPT = Duration.ofHours(2);

  private static final int MAX_TENANTS = 100_000;

  private final Ticker ticker;
  private final InstantSource clock;
  private final Cache<UUID, Long> oldest;
  private final Semaphore deliveries = new Semaphore(ALL, true);
  private volatile long reliedUponUntil;

  Epochs(Ticker ticker, InstantSource clock) {
    this.ticker = ticker;
    this.clock = clock;
    this.reliedUponUntil = ticker.read();
    this.oldest =
        Caffeine.newBuilder()
            .maximumSize(MAX_TENANTS)
            .expireAfterWrite(KEPT)
            .ticker(ticker)
            .executor(Runnable::run)
            .build();
  }

  /** An answer on its way out; closed when it is handed over. */
  public interface Delivery extends AutoCloseable {
    @Override
    void close();
  }

  /** Whether the caller's credential need not be checked again. */
  public boolean isCurrent(Caller caller) {
    if (ticker.read() - reliedUponUntil >= 0 || hasEnded(caller)) {
      return false;
    }
    Long epoch = oldest.getIfPresent(caller.tenant());
    return epoch == null || caller.epoch() >= epoch;
  }

  private boolean hasEnded(Caller caller) {
    Instant end = caller.expiresAt();
    return end != null && !clock.instant().isBefore(end);
  }

  /** Begins to hand over an answer; none if the caller is not current. */
  Optional<Delivery> begin(Caller caller) {
    Delivery delivery = begin();
    if (isCurrent(caller)) {
      return Optional.of(delivery);
    }
    delivery.close();
    return Optional.empty();
  }

  /** Begins to hand over an answer whose caller has just been checked. */
  Delivery begin() {
    deliveries.acquireUninterruptibly();
    return deliveries::release;
  }

  /**
   * Takes note of epochs that have moved. Returns when nothing is being handed over any more that
   * is older.
   */
  void moved(Map<UUID, Long> epochs) {
    boolean isNews = false;
    for (Map.Entry<UUID, Long> change : epochs.entrySet()) {
      Long before = oldest.getIfPresent(change.getKey());
      if (before == null || before < change.getValue()) {
        oldest.put(change.getKey(), change.getValue());
        isNews = true;
      }
    }
    if (isNews) {
      deliveries.acquireUninterruptibly(ALL);
      deliveries.release(ALL);
    }
  }

  /**
   * Every move is known.
   *
   * @param until a reading of the ticker: from then on it may be otherwise
   */
  void relyUntil(long until) {
    reliedUponUntil = until;
  }
}
