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

  /** Milliseconds that {@code percent} of the requests did not exceed; 0 if there were none. */
  public double percentileMs(double percent) {
    return histogram.getValueAtPercentile(percent) / NANOS_PER_MILLI;
  }

  public double maxMs() {
    return histogram.getMaxValue() / NANOS_PER_MILLI;
  }
}
