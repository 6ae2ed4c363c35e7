package io.mnemon.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mnemon.tenancy.WorkingFor;
import java.io.IOException;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class IndexThreadsTest {
  private static final UUID FLOODING = new UUID(1, 1);
  private static final UUID QUIET = new UUID(2, 2);

  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch gate = new CountDownLatch(1);
  private final Queue<String> ran = new ConcurrentLinkedQueue<>();

  private void occupy(IndexThreads threads) throws InterruptedException {
    threads
        .executor()
        .execute(
            () -> {
              begun.countDown();
              try {
                gate.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    begun.await();
  }

  private void queue(IndexThreads threads, UUID tenant, String name) {
    WorkingFor.<Boolean, RuntimeException>tenant(
        tenant,
        () -> {
          threads.executor().execute(() -> ran.add(name));
          return true;
        });
  }

  @Test
  void tenantsAreServedInTurn() throws Exception {
    try (IndexThreads threads = new IndexThreads(1, 8)) {
      occupy(threads);
      queue(threads, FLOODING, "a1");
      queue(threads, FLOODING, "a2");
      queue(threads, FLOODING, "a3");
      queue(threads, QUIET, "b");
      gate.countDown();
    }

    assertThat(ran).containsExactly("a1", "b", "a2", "a3");
  }

  @Test
  void oneTenantCannotTakeEveryPlaceToWait() throws Exception {
    try (IndexThreads threads = new IndexThreads(1, 4)) {
      occupy(threads);
      queue(threads, FLOODING, "a1");
      queue(threads, FLOODING, "a2");

      assertThatThrownBy(() -> queue(threads, FLOODING, "a3"))
          .isInstanceOf(IndexUnavailableException.class)
          .hasMessageContaining("try again later");
      queue(threads, QUIET, "b");
      gate.countDown();
    }

    assertThat(ran).containsExactly("a1", "b", "a2");
  }

  @Test
  void whatCanBeDoneLaterIsDoneEarlyOnlyWhereThereIsNothingElseToDo() throws Exception {
    try (IndexThreads threads = new IndexThreads(2, 4)) {
      occupy(threads);
      threads.ifIdle(() -> ran.add("early"));
      gate.countDown();
    }
    assertThat(ran).isEmpty();

    try (IndexThreads threads = new IndexThreads(2, 4)) {
      threads.run(() -> ran.add("now"));
      await()
          .untilAsserted(
              () -> {
                threads.ifIdle(() -> ran.add("early"));
                assertThat(ran).contains("early");
              });
    }
  }

  @Test
  void whatIsInterruptedBeforeItBeginsMakesRoomAtOnce() throws Exception {
    try (IndexThreads threads = new IndexThreads(1, 2)) {
      occupy(threads);
      Thread.currentThread().interrupt();
      assertThatThrownBy(
              () ->
                  WorkingFor.<Boolean, IOException>tenant(
                      FLOODING, () -> threads.run(() -> ran.add("interrupted"))))
          .isInstanceOf(IndexUnavailableException.class);
      assertThat(Thread.interrupted()).isTrue();

      queue(threads, FLOODING, "next");
      gate.countDown();
    }

    assertThat(ran).containsExactly("next");
  }
}
