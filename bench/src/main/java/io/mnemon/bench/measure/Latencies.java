package io.mnemon.bench.measure;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** How long requests took, to three digits. For one thread at a time. */
public final class Latencies {
  private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(2);
  private static final int DIGITS = 3;
  private static final double NANOS_PER_MILLI = 1e6;

  private final Histogram histogram = new Histogram(LONGEST_NANOS, DIGITS);

  public void record(long nanos) {
    histogram.recordValue(Math.clamp(nanos, 0, LONGEST_NANOS));
  }

  void add(Latencies others) {
    histogram.add(others.histogram);
  }

  public long count() {
    return histogram.getTotalCount();
  }

  /** Milliseconds that {@code percent} of the requests did not exceed; NaN if there were none. */
  public double percentileMs(double percent) {
    return millis(histogram.getValueAtPercentile(percent));
  }

  /** The longest in milliseconds; NaN if there were none. */
  public double maxMs() {
    return millis(histogram.getMaxValue());
  }

  private double millis(long nanos) {
    return count() == 0 ? Double.NaN : nanos / NANOS_PER_MILLI;
  }
}
