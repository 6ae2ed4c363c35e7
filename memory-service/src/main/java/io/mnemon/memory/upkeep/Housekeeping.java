package io.mnemon.memory.upkeep;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jboss.logging.Logger;

/** Forgets, now and then, what nobody can ask for any more. */
public final class Housekeeping implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Housekeeping.class);

  private final IntSupplier forget;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("memory-housekeeping").factory());

  /**
   * @param forget forgets and says how much; may throw if it cannot now
   */
  public Housekeeping(IntSupplier forget) {
    this.forget = forget;
  }

  public void start(Duration every) {
    thread.scheduleWithFixedDelay(
        this::tidy, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void tidy() {
    try {
      LOG.debugf(
          "forgot %d answers and recalls that nobody can ask for any more", forget.getAsInt());
    } catch (RuntimeException e) {
      // A scheduled task that throws would never run again.
      LOG.warnf("old answers and recalls are forgotten later: %s", e.getMessage());
    }
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}
