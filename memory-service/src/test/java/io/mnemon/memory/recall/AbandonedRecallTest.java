package io.mnemon.memory.recall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Context;
import io.mnemon.api.TimeOrderedIds;
import io.mnemon.inference.Embedder;
import io.mnemon.inference.EmbedderUnavailableException;
import io.mnemon.inference.Embedding;
import io.mnemon.inference.VectorSpace;
import io.mnemon.memory.MemoryBuilder;
import io.mnemon.tenancy.ScopeKey;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A caller that goes while its query waits for the model takes its work along. */
class AbandonedRecallTest {
  private final RecallWorld world = new RecallWorld();
  private final BusyEmbedder embedder = new BusyEmbedder(world.embedder.space());
  private final Context.CancellableContext call = Context.current().withCancellation();

  private void find() {
    new Recall(
            world.memories,
            world.memories,
            world.index,
            tenant -> true,
            embedder,
            world.blindTerms,
            RecallTuning.DEFAULT,
            world.decay,
            world.clock,
            new TimeOrderedIds(world.clock))
        .find(RecallWorld.sight(ScopeKey.ofCompany()), Queries.query("harbour").build());
  }

  @Test
  void theModelIsLeftAndTheIndexIsNotSearched() throws InterruptedException {
    world.keep(MemoryBuilder.memory("The harbour freezes."));
    CompletableFuture<Void> search = CompletableFuture.runAsync(call.wrap(this::find));
    embedder.asked.await();

    call.cancel(null);

    await().until(search::isDone);
    assertThat(search).isCompletedExceptionally();
    assertThat(embedder.left.getCount()).isZero();
    assertThatThrownBy(world.index::lastQuery).hasMessageContaining("nothing has been searched");
  }

  /** A model that never comes to the end of what waits before. */
  private static final class BusyEmbedder implements Embedder {
    private final VectorSpace space;
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch left = new CountDownLatch(1);

    BusyEmbedder(VectorSpace space) {
      this.space = space;
    }

    @Override
    public VectorSpace space() {
      return space;
    }

    @Override
    public List<Embedding> embedDocuments(List<String> texts) {
      throw new UnsupportedOperationException("only queries are embedded");
    }

    @Override
    public List<Embedding> embedQueries(List<String> texts) {
      asked.countDown();
      try {
        new CountDownLatch(1).await();
        throw new IllegalStateException("nobody counts down");
      } catch (InterruptedException e) {
        left.countDown();
        Thread.currentThread().interrupt();
        throw new EmbedderUnavailableException("the caller was interrupted", e);
      }
    }

    @Override
    public int tokens(String text) {
      throw new UnsupportedOperationException("nothing is counted");
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void close() {}
  }
}
