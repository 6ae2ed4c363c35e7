package io.mnemon.storage;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The way of blocking callers, on virtual threads, to a Redis that may be gone.
 *
 * <p>A failed or late answer opens the circuit: until the pause is over no question is asked, and
 * costs nothing. Then one call at a time tries again, until one succeeds.
 */
public final class RedisCircuit {
  private static final Logger LOG = Logger.getLogger(RedisCircuit.class);

  private final String what;
  private final String without;
  private final Duration timeout;
  private final Duration pause;
  private final InstantSource clock;

  /** When Redis is asked again, in milliseconds since the epoch; zero while it answers. */
  private final AtomicLong retryAtMs = new AtomicLong();

  /**
   * @param what what Redis is here, for the log, e.g. {@code the cache in Redis}
   * @param without how requests go on without it
   * @param timeout how long an answer may take
   * @param pause how long Redis is left alone after a failure
   */
  public RedisCircuit(
      String what, String without, Duration timeout, Duration pause, InstantSource clock) {
    this.what = what;
    this.without = without;
    this.timeout = timeout;
    this.pause = pause;
    this.clock = clock;
  }

  /** No more than a pause is waited for: what is longer says that the clock was set back. */
  private boolean isPause(long leftMs) {
    return leftMs > 0 && leftMs <= pause.toMillis();
  }

  /** The answer; none if Redis has none, fails, is late, or is left alone for now. */
  public <T> Optional<T> ask(Supplier<Future<T>> question) {
    long openUntilMs = retryAtMs.get();
    if (openUntilMs != 0) {
      long nowMs = clock.millis();
      if (isPause(openUntilMs - nowMs)
          || !retryAtMs.compareAndSet(openUntilMs, nowMs + pause.toMillis())) {
        return Optional.empty();
      }
    }
    try {
      Optional<T> answer =
          Optional.ofNullable(
              question
                  .get()
                  .toCompletionStage()
                  .toCompletableFuture()
                  .get(timeout.toNanos(), TimeUnit.NANOSECONDS));
      if (retryAtMs.get() != 0 && retryAtMs.getAndSet(0) != 0) {
        LOG.infof("%s answers again", what);
      }
      return answer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      if (retryAtMs.getAndSet(clock.millis() + pause.toMillis()) == 0) {
        LOG.warnf("%s does not answer; requests go on without it, %s: %s", what, without, e);
      }
      return Optional.empty();
    }
  }
}
