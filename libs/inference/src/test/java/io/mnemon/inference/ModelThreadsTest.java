package io.mnemon.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mnemon.inference.ModelTask.Urgency;
import io.mnemon.inference.ModelThreads.Work;
import io.mnemon.tenancy.WorkingFor;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ModelThreadsTest {
  private static final UUID FLOODING = new UUID(1, 1);
  private static final UUID QUIET = new UUID(2, 2);

  private final CountDownLatch gate = new CountDownLatch(1);
  private final Queue<String> ran = new ConcurrentLinkedQueue<>();
  private final AtomicLong nanos = new AtomicLong();
  private final ModelThreads threads = threads(1);

  @BeforeEach
  void occupyTheThread() {
    threads.submit(Urgency.DOCUMENT, 1, List.of(waiting()));
    assertThat(threads.waitingTexts()).isZero();
  }

  @AfterEach
  void close() {
    gate.countDown();
    threads.close();
  }

  private ModelThreads threads(int count) {
    return new ModelThreads(count, 8, nanos::get);
  }

  private Work waiting() {
    return new Work(
        1,
        () -> {
          gate.await();
          return List.of();
        });
  }

  private List<CompletableFuture<List<Embedding>>> submit(
      Urgency urgency, UUID tenant, List<Work> pieces) {
    return submit(threads, urgency, tenant, pieces);
  }

  private static List<CompletableFuture<List<Embedding>>> submit(
      ModelThreads threads, Urgency urgency, UUID tenant, List<Work> pieces) {
    return WorkingFor.tenant(tenant, () -> threads.submit(urgency, pieces.size(), pieces));
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
  void aThreadIsIdleIfWorkWouldBeginAtOnce() {
    assertThat(threads.hasIdle()).isFalse();
    try (ModelThreads two = threads(2)) {
      assertThat(two.hasIdle()).isTrue();
      two.submit(Urgency.QUERY, 1, List.of(waiting()));
      assertThat(two.waitingTexts()).isZero();
      assertThat(two.hasIdle()).isTrue();
      two.submit(Urgency.QUERY, 2, List.of(waiting(), waiting()));
      assertThat(two.hasIdle()).isFalse();
      gate.countDown();
      await().until(two::hasIdle);
    }
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
  void queriesDoNotOvertakeDocumentsForEver() {
    var document = threads.submit(Urgency.DOCUMENT, 1, List.of(work("document", 1)));
    var queries =
        threads.submit(
            Urgency.QUERY,
            5,
            IntStream.rangeClosed(1, 5).mapToObj(i -> work("query " + i, 1)).toList());

    gate.countDown();
    document.getFirst().join();
    queries.getLast().join();

    assertThat(ran)
        .containsExactly("query 1", "query 2", "query 3", "query 4", "document", "query 5");
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
  void tenantsAreServedInTurn() {
    var flood =
        submit(
            Urgency.DOCUMENT,
            FLOODING,
            List.of(work("a1", 1), work("a2", 1), work("a3", 1), work("a4", 1)));
    submit(Urgency.DOCUMENT, QUIET, List.of(work("b", 1)));
    submit(Urgency.QUERY, FLOODING, List.of(work("query a1", 1), work("query a2", 1)));
    submit(Urgency.QUERY, QUIET, List.of(work("query b", 1)));

    gate.countDown();
    flood.getLast().join();

    assertThat(ran).containsExactly("query a1", "query b", "query a2", "a1", "b", "a2", "a3", "a4");
  }

  @Test
  void documentsLeaveAThreadToQueriesWhileThereAreSome() {
    try (ModelThreads two = threads(2)) {
      two.submit(Urgency.QUERY, 1, List.of(work("first", 1))).getFirst().join();
      two.submit(Urgency.DOCUMENT, 2, List.of(waiting(), waiting()));
      var query = two.submit(Urgency.QUERY, 1, List.of(work("second", 1)));

      query.getFirst().join();

      assertThat(ran).containsExactly("first", "second");
      gate.countDown();
    }
  }

  @Test
  void documentsUseEveryThreadWhileThereAreNoQueries() {
    try (ModelThreads two = threads(2)) {
      two.submit(Urgency.DOCUMENT, 2, List.of(waiting(), waiting()));

      assertThat(two.waitingTexts()).isZero();

      gate.countDown();
    }
  }

  @Test
  void documentsUseEveryThreadAgainAfterTheLastQuery() {
    try (ModelThreads two = threads(2)) {
      two.submit(Urgency.QUERY, 1, List.of(work("query", 1))).getFirst().join();
      nanos.addAndGet(Duration.ofSeconds(2).toNanos());

      two.submit(Urgency.DOCUMENT, 2, List.of(waiting(), waiting()));

      assertThat(two.waitingTexts()).isZero();
      gate.countDown();
    }
  }

  @Test
  void besideOthersATenantHasHalfOfTheThreads() {
    try (ModelThreads two = threads(2)) {
      submit(two, Urgency.QUERY, QUIET, List.of(work("first", 1))).getFirst().join();
      submit(two, Urgency.DOCUMENT, FLOODING, List.of(waiting()));
      submit(two, Urgency.QUERY, FLOODING, List.of(waiting(), waiting()));

      assertThat(two.waitingTexts()).isEqualTo(2);
      assertThat(WorkingFor.tenant(QUIET, two::hasIdle)).isTrue();
      assertThat(WorkingFor.tenant(FLOODING, two::hasIdle)).isFalse();
      submit(two, Urgency.QUERY, QUIET, List.of(work("second", 1))).getFirst().join();

      assertThat(ran).containsExactly("first", "second");
      gate.countDown();
    }
  }

  @Test
  void whatIsLongUnderWayLeavesHalfOfTheThreads() {
    try (ModelThreads two = threads(2)) {
      submit(two, Urgency.DOCUMENT, QUIET, List.of(work("first", 1))).getFirst().join();
      submit(two, Urgency.DOCUMENT, FLOODING, List.of(waiting(), waiting()));
      nanos.addAndGet(Duration.ofMillis(900).toNanos());
      submit(two, Urgency.DOCUMENT, QUIET, List.of(work("second", 1))).getFirst().join();
      nanos.addAndGet(Duration.ofMillis(900).toNanos());

      submit(two, Urgency.DOCUMENT, QUIET, List.of(work("third", 1))).getFirst().join();

      assertThat(two.waitingTexts()).isEqualTo(1);
      gate.countDown();
    }
  }

  @Test
  void whoAsksAloneHasEveryThread() {
    try (ModelThreads two = threads(2)) {
      submit(two, Urgency.QUERY, QUIET, List.of(work("first", 1))).getFirst().join();
      nanos.addAndGet(Duration.ofSeconds(2).toNanos());

      submit(two, Urgency.QUERY, FLOODING, List.of(waiting(), waiting()));

      assertThat(two.waitingTexts()).isZero();
      gate.countDown();
    }
  }

  @Test
  void afterItsEndNothingIsAccepted() {
    gate.countDown();
    threads.close();

    assertThatThrownBy(() -> threads.submit(Urgency.QUERY, 1, List.of(work("late", 1))))
        .isInstanceOf(EmbedderUnavailableException.class)
        .hasMessageContaining("closed");
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
  void cancelledWorkMakesRoomAtOnce() {
    var full = threads.submit(Urgency.DOCUMENT, 4, List.of(work("a", 2), work("b", 2)));

    full.forEach(piece -> piece.cancel(false));

    assertThat(threads.waitingTexts()).isZero();
  }

  @Test
  void whoWaitsHearsOfTheEnd() {
    var documents =
        threads.submit(Urgency.DOCUMENT, 3, List.of(work("a", 1), work("b", 1), work("c", 1)));
    var query = threads.submit(Urgency.QUERY, 1, List.of(work("query", 1)));

    threads.close();

    assertThat(Stream.concat(documents.stream(), query.stream()))
        .hasSize(4)
        .allSatisfy(
            piece ->
                assertThat(piece.exceptionNow()).isInstanceOf(EmbedderUnavailableException.class));
    assertThat(ran).isEmpty();
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
