package io.mnemon.gateway.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Buckets of this process alone. One that was forgotten, because there are more than are kept, is
 * full again.
 */
final class HeapBuckets implements Buckets {
  private final Cache<Name, Bucket> buckets;
  private final InstantSource clock;

  HeapBuckets(int maxBuckets, InstantSource clock) {
    this.buckets = Caffeine.newBuilder().maximumSize(maxBuckets).executor(Runnable::run).build();
    this.clock = clock;
  }

  private record Name(String owner, String bucket) {}

  private static final class Bucket {
    private double tokens;
    private Instant at;

    Bucket(double tokens, Instant at) {
      this.tokens = tokens;
      this.at = at;
    }

    /** Nothing came in while the clock went back, and from then on it does again. */
    void fill(Rate rate, Instant now) {
      tokens = Math.min(rate.burst(), tokens + rate.in(Duration.between(at, now)));
      at = now;
    }
  }

  @Override
  public synchronized Taking take(String owner, List<Draw> draws) {
    Instant now = clock.instant();
    List<Bucket> filled = new ArrayList<>();
    List<Double> tokens = new ArrayList<>();
    for (Draw draw : draws) {
      Bucket bucket =
          buckets.get(new Name(owner, draw.bucket()), name -> new Bucket(draw.rate().burst(), now));
      bucket.fill(draw.rate(), now);
      filled.add(bucket);
      tokens.add(bucket.tokens);
    }
    Taking taking = decide(draws, tokens);
    if (taking instanceof Taking.Taken taken) {
      for (int i = 0; i < draws.size(); i++) {
        filled.get(i).tokens = taken.parts().get(i).left();
      }
    }
    return taking;
  }

  /** What comes of the draws if these are the tokens in their buckets. */
  static Taking decide(List<Draw> draws, List<Double> tokens) {
    List<Taking.Part> parts = new ArrayList<>();
    Taking.Short longest = null;
    for (int i = 0; i < draws.size(); i++) {
      Draw draw = draws.get(i);
      double there = tokens.get(i);
      long taken = Math.min(draw.most(), (long) (there + ROUNDING));
      if (taken < draw.least()) {
        Duration wait = draw.rate().timeFor(draw.least() - there);
        if (longest == null || wait.compareTo(longest.retryAfter()) > 0) {
          longest = new Taking.Short(i, there, wait);
        }
      }
      parts.add(new Taking.Part(taken, there - taken));
    }
    return longest == null ? new Taking.Taken(parts) : longest;
  }

  /** Sums of fractions may miss a whole token by so much. */
  static final double ROUNDING = 1e-6;
}
