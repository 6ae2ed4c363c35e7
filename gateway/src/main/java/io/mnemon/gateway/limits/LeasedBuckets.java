package io.mnemon.gateway.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Buckets behind a gateway's own slices of them: a slice is taken from the bucket in one go and
 * spent here in nanoseconds, so that few requests wait for a round trip.
 *
 * <p>The error is bounded: what lies in a slice was paid for by its bucket, but perhaps long ago.
 * In any time all gateways together give at most burst + rate × time + gateways × slice, where a
 * slice is what comes in within the time of a slice, and at most a tenth of the burst. A bucket
 * with a burst below 20 has slices of a single token: it is exact.
 *
 * <p>A refusal is remembered until the bucket can have what was missing: who floods asks in vain
 * here, not behind.
 */
final class LeasedBuckets implements Buckets {
  private static final int LOCKS = 64;
  private static final int BURST_PARTS = 10;

  private final Buckets behind;
  private final Duration slice;
  private final InstantSource clock;
  private final Cache<Name, Lease> leases;
  private final Object[] locks = new Object[LOCKS];

  /**
   * @param slice of how much time the tokens are taken in one go
   * @param maxLeases how many slices are kept; what is left of others is lost
   */
  LeasedBuckets(Buckets behind, Duration slice, int maxLeases, InstantSource clock) {
    this.behind = behind;
    this.slice = slice;
    this.clock = clock;
    this.leases = Caffeine.newBuilder().maximumSize(maxLeases).executor(Runnable::run).build();
    for (int i = 0; i < LOCKS; i++) {
      locks[i] = new Object();
    }
  }

  private record Name(String owner, String bucket) {}

  /** A slice that is being spent, and what is known of its bucket. */
  private static final class Lease {
    private final AtomicLong tokens = new AtomicLong();
    private volatile Seen seen = new Seen(0, Instant.EPOCH);
    private volatile @Nullable Refusal refusal;

    /** Takes as many as there are, up to a number. */
    long take(long most) {
      return most - Math.max(0, most - tokens.getAndUpdate(there -> Math.max(0, there - most)));
    }
  }

  /** What was left behind, and when. */
  private record Seen(double left, Instant at) {
    double at(Rate rate, Instant now) {
      return Math.min(rate.burst(), left + rate.in(Duration.between(at, now)));
    }
  }

  /** That so many tokens are not there for a while. */
  private record Refusal(long tokens, Pause pause) {}

  @Override
  public Taking take(String owner, List<Draw> draws) {
    Instant now = clock.instant();
    List<Lease> leased =
        draws.stream()
            .map(draw -> leases.get(new Name(owner, draw.bucket()), name -> new Lease()))
            .toList();
    return spend(draws, leased, now)
        .orElseGet(
            () -> {
              // One at a time: each of many that find a slice spent would take another.
              synchronized (locks[Math.floorMod(owner.hashCode(), LOCKS)]) {
                // To whoever waited, what the last one learnt is not in the future.
                Instant then = clock.instant();
                return spend(draws, leased, then)
                    .orElseGet(() -> refill(owner, draws, leased, then));
              }
            });
  }

  /** Takes all from the slices, or nothing. */
  private static Optional<Taking> spend(List<Draw> draws, List<Lease> leased, Instant now) {
    for (int i = 0; i < draws.size(); i++) {
      long wanted = draws.get(i).least();
      long got = leased.get(i).take(wanted);
      if (got < wanted) {
        leased.get(i).tokens.addAndGet(got);
        for (int j = 0; j < i; j++) {
          leased.get(j).tokens.addAndGet(draws.get(j).least());
        }
        return refusal(i, draws, leased, now);
      }
    }
    return Optional.of(taken(draws, leased, now));
  }

  private static Optional<Taking> refusal(
      int i, List<Draw> draws, List<Lease> leased, Instant now) {
    Lease lease = leased.get(i);
    Refusal refusal = lease.refusal;
    if (refusal == null
        || !refusal.pause().lasts(now)
        || draws.get(i).least() - lease.tokens.get() < refusal.tokens()) {
      return Optional.empty();
    }
    return Optional.of(
        new Taking.Short(
            i,
            lease.tokens.get() + lease.seen.at(draws.get(i).rate(), now),
            refusal.pause().left(now)));
  }

  private Taking refill(String owner, List<Draw> draws, List<Lease> leased, Instant now) {
    long[] own = new long[draws.size()];
    List<Integer> places = new ArrayList<>();
    List<Draw> missing = new ArrayList<>();
    for (int i = 0; i < draws.size(); i++) {
      Draw draw = draws.get(i);
      own[i] = leased.get(i).take(draw.least());
      long least = draw.least() - own[i];
      if (least > 0) {
        places.add(i);
        missing.add(
            new Draw(draw.bucket(), draw.rate(), least, Math.max(least, slice(draw.rate()))));
      }
    }
    if (missing.isEmpty()) {
      return taken(draws, leased, now);
    }
    switch (behind.take(owner, missing)) {
      case Taking.Taken taken -> {
        for (int i = 0; i < missing.size(); i++) {
          Lease lease = leased.get(places.get(i));
          Taking.Part part = taken.parts().get(i);
          lease.seen = new Seen(part.left(), now);
          lease.refusal = null;
          lease.tokens.addAndGet(part.tokens() - missing.get(i).least());
        }
        return taken(draws, leased, now);
      }
      case Taking.Short refused -> {
        for (int i = 0; i < draws.size(); i++) {
          leased.get(i).tokens.addAndGet(own[i]);
        }
        int place = places.get(refused.draw());
        Lease lease = leased.get(place);
        lease.seen = new Seen(refused.left(), now);
        lease.refusal =
            new Refusal(missing.get(refused.draw()).least(), Pause.of(refused.retryAfter(), now));
        return new Taking.Short(place, refused.left() + lease.tokens.get(), refused.retryAfter());
      }
    }
  }

  private long slice(Rate rate) {
    return Math.max(1, (long) Math.min(rate.in(slice), (double) rate.burst() / BURST_PARTS));
  }

  private static Taking taken(List<Draw> draws, List<Lease> leased, Instant now) {
    List<Taking.Part> parts = new ArrayList<>(draws.size());
    for (int i = 0; i < draws.size(); i++) {
      Draw draw = draws.get(i);
      Lease lease = leased.get(i);
      double left =
          Math.min(draw.rate().burst(), lease.tokens.get() + lease.seen.at(draw.rate(), now));
      parts.add(new Taking.Part(draw.least(), left));
    }
    return new Taking.Taken(parts);
  }
}
