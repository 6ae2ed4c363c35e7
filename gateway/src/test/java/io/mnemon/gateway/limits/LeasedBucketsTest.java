package io.mnemon.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.test.FakeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Not held to the contract of exact buckets: its own law is looser by the slices. */
class LeasedBucketsTest {
  private static final Rate FAST = new Rate(1_000, 2_000);

  private final FakeClock clock = FakeClock.at("2026-01-01T00:00:00Z");
  private final HeapBuckets heap = new HeapBuckets(100, clock);
  private final AtomicInteger asked = new AtomicInteger();
  private final Buckets behind =
      (owner, draws) -> {
        asked.incrementAndGet();
        return heap.take(owner, draws);
      };
  private final LeasedBuckets buckets = gateway();

  private LeasedBuckets gateway() {
    return new LeasedBuckets(behind, Duration.ofMillis(100), 100, clock);
  }

  @Test
  void eitherAllBucketsGiveOrNone() {
    Rate slow = new Rate(1, 5);
    buckets.take("t", List.of(Draw.of("b", slow, 5)));

    Taking refused = buckets.take("t", List.of(Draw.of("a", slow, 5), Draw.of("b", slow, 5)));

    assertThat(refused)
        .isInstanceOfSatisfying(
            Taking.Short.class,
            missing -> {
              assertThat(missing.draw()).isEqualTo(1);
              assertThat(missing.retryAfter()).isEqualTo(Duration.ofSeconds(5));
            });
    assertThat(buckets.take("t", List.of(Draw.of("a", slow, 5)))).isInstanceOf(Taking.Taken.class);
  }

  @Test
  void aSliceServesManyRequests() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(buckets.take("t", List.of(Draw.of("a", FAST, 1))))
          .isInstanceOf(Taking.Taken.class);
    }

    assertThat(asked).hasValue(10);
  }

  @Test
  void aRefusalIsRememberedUntilItIsOver() {
    Rate slow = new Rate(1, 2);
    buckets.take("t", List.of(Draw.of("a", slow, 2)));
    buckets.take("t", List.of(Draw.of("a", slow, 1)));
    int before = asked.get();

    for (int i = 0; i < 100; i++) {
      assertThat(buckets.take("t", List.of(Draw.of("a", slow, 1))))
          .isInstanceOf(Taking.Short.class);
    }
    assertThat(asked).hasValue(before);

    clock.advance(Duration.ofSeconds(1));
    assertThat(buckets.take("t", List.of(Draw.of("a", slow, 1)))).isInstanceOf(Taking.Taken.class);
  }

  @Test
  void aClockThatIsSetBackMakesNoRefusalLonger() {
    Rate slow = new Rate(1, 2);
    buckets.take("t", List.of(Draw.of("a", slow, 2)));
    buckets.take("t", List.of(Draw.of("a", slow, 1)));

    clock.set(clock.instant().minus(Duration.ofHours(1)));

    assertThat(buckets.take("t", List.of(Draw.of("a", slow, 1))))
        .isInstanceOfSatisfying(
            Taking.Short.class,
            refused -> assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(1)));
    clock.advance(Duration.ofSeconds(1));
    assertThat(buckets.take("t", List.of(Draw.of("a", slow, 1)))).isInstanceOf(Taking.Taken.class);
  }

  @Test
  void manyWhoFindASliceSpentTakeOneNotMany() throws Exception {
    List<Callable<Taking>> askers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      askers.add(() -> buckets.take("t", List.of(Draw.of("a", FAST, 1))));
    }

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Taking> answer : threads.invokeAll(askers)) {
        assertThat(answer.get()).isInstanceOf(Taking.Taken.class);
      }
    }

    assertThat(asked).hasValue(1);
  }

  /** The law of the class comment, over random traffic through several gateways. */
  @Test
  void inNoWindowMoreIsGivenThanBurstAndRateAndSlices() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 20; round++) {
      Rate rate = new Rate(1 + random.nextInt(500), 1 + random.nextInt(500));
      List<LeasedBuckets> gateways = List.of(gateway(), gateway(), gateway());
      long slice = Math.max(1, Math.min(rate.perSecond() / 10, rate.burst() / 10));
      List<Instant> times = new ArrayList<>();
      List<Long> given = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        if (random.nextInt(4) == 0) {
          clock.advance(Duration.ofMillis(random.nextInt(200)));
        }
        long tokens = 1 + random.nextInt((int) rate.burst());
        Taking taking =
            gateways.get(random.nextInt(3)).take("r" + round, List.of(Draw.of("a", rate, tokens)));
        if (taking instanceof Taking.Taken) {
          times.add(clock.instant());
          given.add(tokens);
        }
      }
      for (int from = 0; from < times.size(); from++) {
        long sum = 0;
        for (int to = from; to < times.size(); to++) {
          sum += given.get(to);
          double allowed =
              rate.burst()
                  + rate.in(Duration.between(times.get(from), times.get(to)))
                  + gateways.size() * slice;
          assertThat((double) sum)
              .as("seed %d, %s, from %d to %d", seed, rate, from, to)
              .isLessThanOrEqualTo(allowed + 0.001);
        }
      }
    }
  }
}
