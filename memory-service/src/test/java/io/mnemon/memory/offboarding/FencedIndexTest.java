package io.mnemon.memory.offboarding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mnemon.index.IndexUnavailableException;
import io.mnemon.memory.HeapIndex;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FencedIndexTest {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch mayEnd = new CountDownLatch(1);
  private final FencedIndex index =
      new FencedIndex(
          new HeapIndex() {
            @Override
            public void expunge(UUID tenant) {
              begun.countDown();
              try {
                assertThat(mayEnd.await(1, TimeUnit.MINUTES)).isTrue();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            }
          },
          Set.of());
  private final UUID tenant = new UUID(0, 1);
  // Their hashes differ by a multiple of every small power of two.
  private final UUID other = new UUID(0, 1 << 20 | 1);

  @AfterEach
  void end() {
    mayEnd.countDown();
    threads.close();
  }

  private CompletableFuture<Void> slowly(UUID whose) throws InterruptedException {
    CompletableFuture<Void> call = CompletableFuture.runAsync(() -> index.expunge(whose), threads);
    assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();
    return call;
  }

  @Test
  void nobodyWaitsForTheSlowCallOfAnotherTenant() throws Exception {
    CompletableFuture<Void> slow = slowly(other);

    CompletableFuture.runAsync(() -> index.fence(tenant), threads).get(1, TimeUnit.MINUTES);

    assertThat(slow).isNotDone();
    assertThat(index.isComplete(other)).isFalse();
  }

  @Test
  void aFenceWaitsForWhatTheTenantHasBegunAndNothingBeginsMeanwhile() throws Exception {
    CompletableFuture<Void> slow = slowly(tenant);
    CompletableFuture<Void> fenced = CompletableFuture.runAsync(() -> index.fence(tenant), threads);

    // Until the fence is known a call may begin; each ends by itself.
    assertThatThrownBy(
            () -> {
              while (!fenced.isDone()) {
                index.isComplete(tenant);
              }
            })
        .isInstanceOf(IndexUnavailableException.class)
        .hasMessageContaining("has left");

    assertThat(fenced).isNotDone();
    assertThat(index.isComplete(other)).isFalse();
    mayEnd.countDown();
    fenced.get(1, TimeUnit.MINUTES);
    assertThat(slow).isDone();
  }

  @Test
  void aFenceMayBePutAgain() {
    index.fence(tenant);

    index.fence(tenant);

    assertThatThrownBy(() -> index.isComplete(tenant))
        .isInstanceOf(IndexUnavailableException.class);
  }
}
