package io.mnemon.memory.recall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mnemon.api.ServiceException;
import io.mnemon.index.HybridIndex;
import io.mnemon.index.IndexAnswer;
import io.mnemon.index.IndexQuery;
import io.mnemon.inference.Embedder;
import io.mnemon.inference.Embedding;
import io.mnemon.inference.HeapEmbedder;
import io.mnemon.memory.HeapIndex;
import io.mnemon.memory.MemoryBuilder;
import io.mnemon.memory.recall.RecallQuery.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Model and index work at the same time, and what has begun is ended. */
class BegunRecallTest {
  private final RecallWorld world = new RecallWorld();
  private final List<String> happened = new ArrayList<>();
  private final HeapEmbedder embedder = new WatchedEmbedder();

  @BeforeEach
  void watch() {
    world.keep(MemoryBuilder.memory("The harbour freezes."));
    world.asked = embedder;
    world.searched = new WatchedIndex();
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void theSearchBeginsBeforeAnybodyWaitsForTheModel(Mode mode) {
    world.find(Queries.query("harbour").mode(mode));

    assertThat(happened)
        .containsExactly(
            "model begins", "search begins", "vectors", "found", "search ends", "model ends");
  }

  @Test
  void whatHasBegunIsEndedAlsoIfTheModelCannotAnswer() {
    embedder.setUp(false);

    assertThatThrownBy(() -> world.find(Queries.query("harbour").mode(Mode.DENSE)))
        .isInstanceOf(ServiceException.class);

    assertThat(happened)
        .containsExactly("model begins", "search begins", "vectors", "search ends", "model ends");
  }

  private final class WatchedEmbedder extends HeapEmbedder {
    @Override
    public Begun beginQueries(List<String> texts) {
      happened.add("model begins");
      Embedder.Begun begun = super.beginQueries(texts);
      return new Begun() {
        @Override
        public List<Embedding> vectors() {
          happened.add("vectors");
          return begun.vectors();
        }

        @Override
        public void close() {
          happened.add("model ends");
        }
      };
    }
  }

  private final class WatchedIndex extends HeapIndex {
    @Override
    public Begun begin(UUID tenant, IndexQuery query) {
      happened.add("search begins");
      HybridIndex.Begun begun = super.begin(tenant, query);
      return new Begun() {
        @Override
        public IndexAnswer find(@Nullable Embedding vector) {
          happened.add("found");
          return begun.find(vector);
        }

        @Override
        public void close() {
          happened.add("search ends");
        }
      };
    }
  }
}
