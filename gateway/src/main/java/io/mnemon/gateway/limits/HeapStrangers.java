package io.mnemon.gateway.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.MeterRegistry;
import io.mnemon.api.ServiceException;
import io.mnemon.gateway.auth.Strangers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * The addresses from which wrong keys came, each with a bucket of tries in this gateway. Good keys
 * that are known already pass; what is not known waits until the address may try again.
 */
final class HeapStrangers implements Strangers {
  private final Rate rate;
  private final HeapBuckets tries;
  private final Cache<String, Pause> shutOut;
  private final InstantSource clock;
  private final MeterRegistry meters;

  HeapStrangers(Rate rate, int maxAddresses, InstantSource clock, MeterRegistry meters) {
    this.rate = rate;
    this.tries = new HeapBuckets(maxAddresses, clock);
    this.shutOut = Caffeine.newBuilder().maximumSize(maxAddresses).executor(Runnable::run).build();
    this.clock = clock;
    this.meters = meters;
  }

  @Override
  public void mayTry(String address) {
    Pause pause = shutOut.getIfPresent(address);
    Instant now = clock.instant();
    if (pause != null && pause.lasts(now)) {
      meters.counter("mnemon.limits.refused", "limit", "keys", "of", "address").increment();
      Duration wait = pause.left(now);
      throw ServiceException.exhausted(
          "too many wrong keys came from this address: try again in " + RateHeaders.inWords(wait),
          wait);
    }
  }

  @Override
  public void wrongKey(String address) {
    double left =
        switch (tries.take(address, List.of(Draw.of("tries", rate, 1)))) {
          case Taking.Taken taken -> taken.parts().getFirst().left();
          case Taking.Short missing -> missing.left();
        };
    if (left < 1 - HeapBuckets.ROUNDING) {
      shutOut.put(address, Pause.of(rate.timeFor(1 - left), clock.instant()));
    }
  }
}
