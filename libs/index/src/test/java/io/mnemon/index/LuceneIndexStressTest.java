package io.mnemon.index;

import static io.mnemon.index.Memories.memory;
import static io.mnemon.index.Memories.search;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many callers of many tenants in an index that keeps few of them open. */
class LuceneIndexStressTest {
  private static final int CALLERS = 8;

  @TempDir private Path folder;

  @Test
  void everyCallerFindsWhatItPutHoweverOftenTenantsAreClosed() throws Exception {
    long seed = RandomGenerator.getDefault().nextLong();
    System.out.println("seed " + seed);
    List<UUID> tenants = Stream.generate(UUID::randomUUID).limit(6).toList();
    ConcurrentHashMap<UUID, Set<UUID>> truth = new ConcurrentHashMap<>();
    tenants.forEach(tenant -> truth.put(tenant, ConcurrentHashMap.newKeySet()));

    try (LuceneIndex index = new LuceneIndex(Memories.settings(folder).withOpenTenants(2));
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> runs = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed + i);
        runs.add(callers.submit(() -> call(index, random, tenants, truth)));
      }
      for (Future<?> run : runs) {
        run.get();
      }
      assertThat(index.openTenants()).isLessThanOrEqualTo(2);
    }

    try (LuceneIndex index = new LuceneIndex(Memories.settings(folder))) {
      truth.forEach(
          (tenant, ids) ->
              assertThat(
                      HybridIndexContract.found(
                          index, tenant, search("tea").wordsOnly().depth(10_000)))
                  .isEqualTo(ids));
    }
  }

  private static void call(
      LuceneIndex index,
      RandomGenerator random,
      List<UUID> tenants,
      ConcurrentHashMap<UUID, Set<UUID>> truth) {
    for (int i = 0; i < 40; i++) {
      UUID tenant = tenants.get(random.nextInt(tenants.size()));
      List<IndexDocument> documents =
          IntStream.range(0, 1 + random.nextInt(3))
              .mapToObj(j -> memory("tea " + random.nextInt(100)).document())
              .toList();
      index.apply(
          tenant, documents.stream().map(d -> (IndexChange) new IndexChange.Put(d)).toList());
      List<UUID> mine = documents.stream().map(IndexDocument::id).toList();
      UUID gone = mine.getFirst();
      List<UUID> near =
          index
              .near(
                  tenant,
                  List.of(
                      new NearQuery(
                          Memories.SCOPE,
                          Memories.embed(documents.getFirst().text()),
                          Memories.NOW,
                          0.999,
                          10_000)))
              .getFirst();
      assertThat(near).doesNotHaveDuplicates().contains(gone);
      IndexAnswer answer = index.search(tenant, search("tea").wordsOnly().depth(10_000).query());
      if (answer.caughtUp()) {
        assertThat(answer.hits()).extracting(IndexHit::id).containsAll(mine);
      }
      index.apply(tenant, List.of(new IndexChange.Remove(gone, 2)));
      Set<UUID> kept = truth.getOrDefault(tenant, Set.of());
      mine.stream().skip(1).forEach(kept::add);
      if (random.nextInt(8) == 0) {
        index.flush(tenant);
      }
    }
  }
}
