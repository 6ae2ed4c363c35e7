package io.mnemon.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class CachedEmbedderTest {
  private final HeapEmbedder model = new HeapEmbedder();
  private final HeapEmbeddingStore store = new HeapEmbeddingStore();
  private final CachedEmbedder cached = new CachedEmbedder(model, store, 100, Runnable::run);

  @Test
  void sameTextIsComputedOnce() {
    Embedding first = cached.embedDocuments(List.of("green tea")).getFirst();

    assertThat(cached.embedDocuments(List.of("green tea"))).containsExactly(first);
    assertThat(model.embedded()).isEqualTo(1);
  }

  @Test
  void spacingAndUnicodeFormDoNotMatter() {
    cached.embedDocuments(List.of("caf\u00E9 au lait"));

    cached.embedDocuments(List.of("  cafe\u0301 \t au\u00A0lait\n"));

    assertThat(model.embedded()).isEqualTo(1);
  }

  @Test
  void queryAndDocumentAreDifferent() {
    cached.embedDocuments(List.of("green tea"));

    cached.embedQuery("green tea");

    assertThat(model.embedded()).isEqualTo(2);
  }

  @Test
  void onlyMissingTextsReachTheModelAndTheOrderIsKept() {
    cached.embedDocuments(List.of("b"));

    List<Embedding> embeddings = cached.embedDocuments(List.of("a", "b", "c", "a"));

    assertThat(model.embedded()).isEqualTo(3);
    assertThat(embeddings)
        .containsExactlyElementsOf(new HeapEmbedder().embedDocuments(List.of("a", "b", "c", "a")));
  }

  @Test
  void aTextThatIsRefusedIsToldByItsPlaceAmongAll() {
    model.refuse("c");
    cached.embedDocuments(List.of("a"));

    assertThatExceptionOfType(TextRefusedException.class)
        .isThrownBy(() -> cached.embedDocuments(List.of("a", "b", "b", "c")))
        .extracting(TextRefusedException::place)
        .isEqualTo(3);
  }

  @Test
  void aTextThatIsRefusedTakesNoOthersVector() {
    model.refuse("c");
    Optional<Embedding> a = Optional.of(cached.embedDocuments(List.of("a")).getFirst());

    assertThat(cached.embedBeginnings(List.of("c", "a", "c")))
        .containsExactly(Optional.empty(), a, Optional.empty());
    assertThat(cached.embedBeginnings(List.of("b", "c"))).first().isNotEqualTo(Optional.empty());
    assertThat(model.embedded()).isEqualTo(2);
  }

  @Test
  void anotherProcessFindsTheVectorInTheStore() {
    Embedding embedding = cached.embedQuery("green tea");
    HeapEmbedder other = new HeapEmbedder();

    assertThat(new CachedEmbedder(other, store, 100, Runnable::run).embedQuery("green tea"))
        .isEqualTo(embedding);
    assertThat(other.embedded()).isZero();
  }

  /** A model that begins at once, and tells what nobody has waited for. */
  private static final class Eager extends HeapEmbedder {
    private int begun;
    private int closed;

    @Override
    public Begun beginQueries(List<String> texts) {
      begun += texts.size();
      Begun later = super.beginQueries(texts);
      return new Begun() {
        @Override
        public List<Embedding> vectors() {
          return later.vectors();
        }

        @Override
        public boolean isUnderWay() {
          return true;
        }

        @Override
        public void close() {
          closed++;
        }
      };
    }
  }

  @Test
  void theModelBeginsWithWhatIsNotOnTheHeapAndIsLeftIfTheStoreHasIt() {
    Eager eager = new Eager();
    CachedEmbedder first = new CachedEmbedder(eager, store, 100, Runnable::run);
    Embedding tea;
    try (Embedder.Begun begun = first.beginQueries(List.of("green tea"))) {
      assertThat(eager.begun).isEqualTo(1);
      tea = begun.vectors().getFirst();
    }
    assertThat(eager.embedded()).isEqualTo(1);
    assertThat(eager.closed).isEqualTo(1);
    try (Embedder.Begun known = first.beginQueries(List.of("green tea"))) {
      assertThat(known.vectors()).containsExactly(tea);
    }
    assertThat(eager.begun).isEqualTo(1);

    CachedEmbedder second = new CachedEmbedder(eager, store, 100, Runnable::run);
    try (Embedder.Begun stored = second.beginQueries(List.of("green tea"))) {
      assertThat(eager.begun).isEqualTo(2);
      assertThat(stored.vectors()).containsExactly(tea);
      assertThat(eager.closed).isEqualTo(2);
    }
    assertThat(eager.embedded()).isEqualTo(1);
    CachedEmbedder third = new CachedEmbedder(eager, store, 100, Runnable::run);
    try (Embedder.Begun some = third.beginQueries(List.of("a", "green tea", "b", "a"))) {
      assertThat(some.vectors())
          .isEqualTo(new HeapEmbedder().embedQueries(List.of("a", "green tea", "b", "a")));
    }
    // What is under way is taken as it is, with what the store had as well.
    assertThat(eager.embedded()).isEqualTo(4);
  }

  @Test
  void ofTextsOfWhichTheStoreHasSomeTheModelIsAskedForTheOthersOnly() {
    cached.embedQuery("green tea");
    HeapEmbedder other = new HeapEmbedder();

    try (Embedder.Begun begun =
        new CachedEmbedder(other, store, 100, Runnable::run)
            .beginQueries(List.of("a", "green tea", "b"))) {
      assertThat(begun.vectors())
          .isEqualTo(new HeapEmbedder().embedQueries(List.of("a", "green tea", "b")));
    }

    assertThat(other.embedded()).isEqualTo(2);
  }

  @Test
  void aTextThatIsForgottenIsNowhereAnyMore() {
    cached.embedDocuments(List.of("green tea", "black tea"));
    cached.embedQuery("green  tea");

    cached.forget(List.of("green tea"));

    assertThat(store.values).hasSize(1);
    assertThat(cached.embedDocuments(List.of("green tea", "black tea"))).hasSize(2);
    assertThat(model.embedded()).isEqualTo(4);
  }

  @Test
  void anotherSpaceDoesNotShareVectors() {
    cached.embedQuery("green tea");
    HeapEmbedder other = new HeapEmbedder(16);

    assertThat(
            new CachedEmbedder(other, store, 100, Runnable::run)
                .embedQuery("green tea")
                .dimensions())
        .isEqualTo(16);
  }

  @Test
  void failingStoreIsAMiss() {
    store.setUp(false);

    Embedding embedding = cached.embedQuery("green tea");

    assertThat(cached.embedQuery("green tea")).isEqualTo(embedding);
    assertThat(model.embedded()).isEqualTo(1);
  }

  @Test
  void damagedEntriesAreMisses() {
    Embedding embedding = cached.embedQuery("green tea");
    for (byte[] damaged : List.of(new byte[7], notANumber())) {
      store.values.replaceAll((key, value) -> damaged);

      assertThat(new CachedEmbedder(model, store, 100, Runnable::run).embedQuery("green tea"))
          .isEqualTo(embedding);
    }
  }

  private byte[] notANumber() {
    byte[] bytes = new byte[model.space().dimensions() * Float.BYTES];
    bytes[2] = (byte) 0xC0;
    bytes[3] = 0x7F;
    return bytes;
  }

  @Test
  void heapTierIsBounded() {
    store.setUp(false);
    CachedEmbedder small = new CachedEmbedder(model, store, 2, Runnable::run);
    small.embedDocuments(List.of("a", "b", "c"));

    small.embedQuery("x");
    small.embedDocuments(List.of("c", "a"));

    assertThat(model.embedded()).isEqualTo(5);
  }

  @Test
  void knownTextIsAnsweredWithoutTheModel() {
    Embedding embedding = cached.embedQuery("green tea");

    model.setUp(false);

    assertThat(cached.embedQuery("green tea")).isEqualTo(embedding);
    assertThat(cached.isReady()).isFalse();
    assertThatThrownBy(() -> cached.embedQuery("black tea"))
        .isInstanceOf(EmbedderUnavailableException.class);
  }

  @Test
  void nobodyWaitsForTheStoreToTakeAVector() {
    List<Runnable> later = new ArrayList<>();
    CachedEmbedder waiting = new CachedEmbedder(model, store, 1, later::add);

    Embedding embedding = waiting.embedQuery("green tea");

    assertThat(store.values).isEmpty();
    later.forEach(Runnable::run);
    assertThat(store.values.values()).containsExactly(embedding.toBytes());
  }

  @Test
  void whatIsComputedMeanwhileIsWrittenTogether() {
    List<Runnable> later = new ArrayList<>();
    CachedEmbedder waiting = new CachedEmbedder(model, store, 100, later::add);

    waiting.embedDocuments(List.of("a", "b"));
    waiting.embedQueries(List.of("c", "d"));
    assertThat(later).hasSize(1);
    later.removeFirst().run();

    assertThat(store.puts).isEqualTo(1);
    assertThat(store.values).hasSize(4);
    waiting.embedQuery("e");
    assertThat(later).hasSize(1);
  }

  @Test
  void whoForgetsIsToldWhatMayBeLeft() {
    cached.embedQuery("green tea");
    store.setUp(false);

    assertThatThrownBy(() -> cached.forget(List.of("green tea")))
        .isInstanceOf(IllegalStateException.class);

    cached.embedQuery("green tea");
    assertThat(model.embedded()).as("the heap has forgotten it").isEqualTo(2);
  }

  @Test
  void whatIsForgottenDoesNotReachTheStoreLater() {
    List<Runnable> later = new ArrayList<>();
    CachedEmbedder waiting = new CachedEmbedder(model, store, 100, later::add);
    Embedding kept = waiting.embedDocuments(List.of("green tea", "black tea")).getLast();

    waiting.forget(List.of("green tea"));
    later.forEach(Runnable::run);

    assertThat(store.values.values()).containsExactly(kept.toBytes());
  }

  @Test
  void whatIsOnItsWayToTheStoreIsForgottenThereToo() throws InterruptedException {
    List<Runnable> later = new ArrayList<>();
    CachedEmbedder waiting = new CachedEmbedder(model, store, 100, later::add);
    waiting.embedQuery("green tea");
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    store.atPut =
        () -> {
          arrived.countDown();
          uninterruptibly(goOn);
        };

    Thread writer = Thread.ofPlatform().start(later.getFirst());
    uninterruptibly(arrived);
    Thread forgetting = Thread.ofPlatform().start(() -> waiting.forget(List.of("green tea")));
    await()
        .until(
            () ->
                Set.of(Thread.State.WAITING, Thread.State.TERMINATED)
                    .contains(forgetting.getState()));
    goOn.countDown();
    writer.join();
    forgetting.join();

    assertThat(store.puts).isEqualTo(1);
    assertThat(store.values).isEmpty();
  }

  private static void uninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void oneWriteThatCannotBeginIsNotTheLast() {
    List<Runnable> later = new ArrayList<>();
    boolean[] isFull = {true};
    CachedEmbedder waiting =
        new CachedEmbedder(
            model,
            store,
            100,
            task -> {
              if (isFull[0]) {
                throw new RejectedExecutionException("full");
              }
              later.add(task);
            });

    waiting.embedQuery("green tea");
    isFull[0] = false;
    waiting.embedQuery("black tea");
    later.forEach(Runnable::run);

    assertThat(store.values).hasSize(2);
  }

  @Test
  void queriesOfOneCallAreLookedUpTogether() {
    Embedding tea = cached.embedQuery("green tea");

    assertThat(cached.embedQueries(List.of("coffee", "green tea", "coffee")))
        .containsExactly(cached.embedQuery("coffee"), tea, cached.embedQuery("coffee"));
    assertThat(model.embedded()).isEqualTo(2);
  }

  @Test
  void whatTheStoreCannotTakeIsNotKeptForIt() {
    List<Runnable> later = new ArrayList<>();
    CachedEmbedder waiting = new CachedEmbedder(model, store, 1, later::add);

    for (int i = 0; i < CachedEmbedder.MOST_WAITING + 10; i++) {
      assertThat(waiting.embedQuery("green tea " + i)).isNotNull();
    }

    later.forEach(Runnable::run);
    assertThat(store.values).hasSize(CachedEmbedder.MOST_WAITING);
    later.clear();
    Embedding more = waiting.embedQuery("one more");
    later.forEach(Runnable::run);
    assertThat(store.values.values()).contains(more.toBytes());
  }
}
