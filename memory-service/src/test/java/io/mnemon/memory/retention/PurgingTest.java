package io.mnemon.memory.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.inference.CachedEmbedder;
import io.mnemon.inference.HeapEmbedder;
import io.mnemon.inference.HeapEmbeddingStore;
import io.mnemon.memory.HeapIndex;
import io.mnemon.tenancy.TenantScope;
import io.mnemon.test.FakeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class PurgingTest {
  private static final UUID TENANT = new UUID(1, 1);
  private static final UUID MEMORY = new UUID(2, 2);

  private final FakeClock clock = FakeClock.at("2026-01-01T00:00:00Z");
  private final Deleted deleted = new Deleted();
  private final HeapEmbeddingStore vectors = new HeapEmbeddingStore();
  private final CachedEmbedder embedder =
      new CachedEmbedder(new HeapEmbedder(), vectors, 10, Runnable::run);
  private final Purging purging =
      new Purging(deleted, new HeapIndex(), embedder, clock, Duration.ofDays(7), 10);

  @Test
  void nothingIsCalledPurgedThatACacheMayStillHold() {
    embedder.embedDocuments(List.of("green tea"));
    vectors.setUp(false);

    assertThat(purging.run()).isEqualTo(1);
    assertThat(deleted.done).isEmpty();
    assertThat(deleted.contents).as("or nobody knew what to look for").hasSize(1);

    vectors.setUp(true);
    assertThat(purging.run()).isEqualTo(1);
    assertThat(deleted.done).containsExactly(MEMORY);
    assertThat(deleted.contents).isEmpty();
    assertThat(vectors.size()).isZero();
  }

  /** One deleted memory, which can be taken again and again until it is done. */
  private static final class Deleted implements PurgeStore {
    private final List<String> contents = new ArrayList<>(List.of("green tea"));
    private final Set<UUID> done = new HashSet<>();

    @Override
    public Map<UUID, Set<UUID>> lease(Instant deletedBefore, int limit, Duration lease) {
      return done.isEmpty() ? Map.of(TENANT, Set.of(MEMORY)) : Map.of();
    }

    @Override
    public void hurry(TenantScope tenant, UUID memory) {
      throw new UnsupportedOperationException("it is due anyway");
    }

    @Override
    public void contents(TenantScope system, Set<UUID> ids, Consumer<List<String>> part) {
      contents.forEach(each -> part.accept(List.of(each)));
    }

    @Override
    public Map<UUID, Long> purge(TenantScope system, Set<UUID> ids) {
      contents.clear();
      return Map.of(MEMORY, 2L);
    }

    @Override
    public void done(TenantScope system, Set<UUID> ids) {
      done.addAll(ids);
    }
  }
}
