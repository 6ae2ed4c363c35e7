package io.mnemon.bench.measure;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * What comes before a measurement: what came in is merged in the background, once searches begin,
 * and would be measured with them.
 */
public final class Rest {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final int RESTFUL_SECONDS = 3;

  /** Of a second on one processor. */
  private static final double LITTLE = 0.2;

  private Rest() {}

  /**
   * Waits until little of a processor has been used for some seconds.
   *
   * @param cpuSeconds what was used so far; NaN if that cannot be seen, and then nothing is waited
   *     for
   */
  public static void await(DoubleSupplier cpuSeconds) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    int restful = 0;
    try {
      double before = cpuSeconds.getAsDouble();
      while (restful < RESTFUL_SECONDS && !Double.isNaN(before) && System.nanoTime() < deadline) {
        Thread.sleep(Duration.ofSeconds(1));
        double now = cpuSeconds.getAsDouble();
        restful = now - before < LITTLE ? restful + 1 : 0;
        before = now;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the platform comes to rest", e);
    }
  }
}
