package io.mnemon.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mnemon.bench.door.Outcome;
import io.mnemon.bench.door.RequestFailedException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LoadTest {

  private static Load<AutoCloseable> load(Request<AutoCloseable> request) {
    return new Load<>(() -> () -> {}, request);
  }

  @Test
  void eachNumberIsSentOnce() {
    Queue<Long> numbers = new ConcurrentLinkedQueue<>();

    Run run =
        load((client, number) -> {
              numbers.add(number);
              return Outcome.WHOLE;
            })
            .run(4, Pace.count(100));

    assertThat(numbers)
        .containsExactlyInAnyOrderElementsOf(LongStream.range(0, 100).boxed().toList());
    assertThat(run.latencies().count()).isEqualTo(100);
    assertThat(run.perSecond()).isPositive();
  }

  @Test
  void failedAndPartialAnswersAreCountedApart() {
    Run run =
        load((client, number) -> {
              if (number % 10 == 0) {
                throw new RequestFailedException("refused " + number);
              }
              return number % 2 == 0 ? Outcome.PARTIAL : Outcome.WHOLE;
            })
            .run(1, Pace.count(100));

    assertThat(run.failed()).isEqualTo(10);
    assertThat(run.partial()).isEqualTo(40);
    assertThat(run.latencies().count()).isEqualTo(90);
    assertThat(run.firstFailure()).isEqualTo("refused 0");
  }

  @Test
  void whereNothingSucceededThereIsNoLatency() {
    Run run =
        load((client, number) -> {
              throw new RequestFailedException("refused");
            })
            .run(1, Pace.count(3));

    assertThat(run.latencies().percentileMs(50)).isNaN();
    assertThat(run.latencies().maxMs()).isNaN();
  }

  @Test
  void anOpenLoopSendsWhatItsRateAsksFor() {
    Run run =
        load((client, number) -> Outcome.WHOLE).run(3, Pace.open(500, Duration.ofMillis(100)));

    assertThat(run.latencies().count()).isEqualTo(50);
  }

  @Test
  void waitingForAFreeClientIsPartOfTheLatency() {
    Pace late =
        (number, start) ->
            number < 3
                ? OptionalLong.of(System.nanoTime() - TimeUnit.SECONDS.toNanos(1))
                : OptionalLong.empty();

    Run run = load((client, number) -> Outcome.WHOLE).run(1, late);

    assertThat(run.latencies().percentileMs(0)).isGreaterThan(999);
  }

  @Test
  void clientsAreClosed() {
    AtomicInteger open = new AtomicInteger();

    new Load<AutoCloseable>(
            () -> {
              open.incrementAndGet();
              return open::decrementAndGet;
            },
            (client, number) -> Outcome.WHOLE)
        .run(3, Pace.count(10));

    assertThat(open).hasValue(0);
  }

  @Test
  void aBrokenClientEndsTheLoadWithItsReason() {
    Load<AutoCloseable> broken =
        load(
            (client, number) -> {
              throw new IllegalStateException("no such thing");
            });

    assertThatThrownBy(() -> broken.run(2, Pace.count(10))).hasRootCauseMessage("no such thing");
  }
}
