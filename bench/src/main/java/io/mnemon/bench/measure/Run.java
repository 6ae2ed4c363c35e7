package io.mnemon.bench.measure;

import org.jspecify.annotations.Nullable;

/**
 * What a load has measured.
 *
 * @param latencies of what succeeded, from the intended begin
 * @param seconds how long the load lasted
 * @param firstFailure what the first failed request said
 */
public record Run(
    Latencies latencies, long partial, long failed, double seconds, @Nullable String firstFailure) {

  public double perSecond() {
    return latencies.count() / seconds;
  }
}
