package io.mnemon.memory.retention;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jboss.logging.Logger;

/** Looks again and again whether something has come to its end, while the service runs. */
public final class Endings implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Endings.class);
  private static final Duration STOP = Duration.ofSeconds(10);

  private final List<IntSupplier> jobs;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("memory-endings").factory());

  /**
   * @param jobs each does what is due and says how much it was; may throw if it cannot now
   */
  public Endings(List<IntSupplier> jobs) {
    this.jobs = List.copyOf(jobs);
  }

  public void start(Duration every) {
    thread.scheduleWithFixedDelay(
        this::run, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void run() {
    for (IntSupplier job : jobs) {
      try {
        int done = job.getAsInt();
        if (done > 0) {
          LOG.debugf("%d memories came to their end", done);
        }
      } catch (RuntimeException e) {
        // A scheduled task that throws would never run again.
        LOG.warnf("what has come to its end waits: %s", e.getMessage());
      }
    }
  }

  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("a job on memories that end did not stop in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
