package io.mnemon.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mnemon.inference.ModelThreads.Urgency;
import io.mnemon.inference.ModelThreads.Work;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ModelThreadsTest {
  private final CountDownLatch gate = new CountDownLatch(1);
  private final Queue<String> ran = new ConcurrentLinkedQueue<>();
  private final ModelThreads threads = new ModelThreads(1, 4);

  @BeforeEach
  void occupyTheThread() {
    threads.submit(
        Urgency.DOCUMENT,
        1,
        List.of(
            new Work(
                1,
                () -> {
                  gate.await();
                  return List.of();
                })));
    await().until(() -> threads.waitingTexts() == 0);
  }

  @AfterEach
  void close() {
    gate.countDown();
    threads.close();
  }

  private Work work(String name, int texts) {
    return new Work(
        texts,
        () -> {
          ran.add(name);
          return List.of();
        });
  }

  @Test
  void queryOvertakesDocuments() {
    var first = threads.submit(Urgency.DOCUMENT, 2, List.of(work("a", 1), work("b", 1)));
    threads.submit(Urgency.QUERY, 1, List.of(work("query", 1)));

    gate.countDown();
    first.getLast().join();

    assertThat(ran).containsExactly("query", "a", "b");
  }

  @Test
  void requestBeyondTheQueueIsRefusedWhole() {
    threads.submit(Urgency.DOCUMENT, 3, List.of(work("a", 3)));

    assertThatThrownBy(
            () -> threads.submit(Urgency.DOCUMENT, 2, List.of(work("b", 1), work("c", 1))))
        .isInstanceOf(EmbedderUnavailableException.class)
        .hasMessageContaining("3 texts wait");
    var last = threads.submit(Urgency.DOCUMENT, 1, List.of(work("d", 1)));
    gate.countDown();
    last.getFirst().join();
    assertThat(ran).containsExactly("a", "d");
  }

  @Test
  void requestLargerThanTheQueueIsServedWhenNothingWaits() {
    var large = threads.submit(Urgency.DOCUMENT, 100, List.of(work("large", 100)));

    gate.countDown();

    assertThat(large.getFirst().join()).isEmpty();
    assertThat(threads.waitingTexts()).isZero();
  }

  @Test
  void cancelledWorkIsNotDone() {
    var cancelled = threads.submit(Urgency.DOCUMENT, 1, List.of(work("cancelled", 1)));
    var next = threads.submit(Urgency.DOCUMENT, 1, List.of(work("next", 1)));

    cancelled.getFirst().cancel(false);
    gate.countDown();
    next.getFirst().join();

    assertThat(ran).containsExactly("next");
  }

  @Test
  void failureReachesTheCallerAndTheThreadGoesOn() {
    var failing =
        threads.submit(
            Urgency.DOCUMENT,
            1,
            List.of(
                new Work(
                    1,
                    () -> {
                      throw new IllegalStateException("broken");
                    })));
    var next = threads.submit(Urgency.DOCUMENT, 1, List.of(work("next", 1)));
    gate.countDown();

    assertThatThrownBy(() -> failing.getFirst().join()).hasMessageContaining("broken");
    next.getFirst().join();
    assertThat(ran).containsExactly("next");
  }
}
