package io.mnemon.index;

import static io.mnemon.index.Memories.NOW;
import static io.mnemon.index.Memories.SCOPE;

import io.mnemon.inference.Embedding;
import io.mnemon.tenancy.Layer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;

/**
 * Prints how fast the index takes changes and answers, and how much of what is nearest it finds:
 * 384 dimensions, clustered vectors, no two alike.
 *
 * <p>Arguments: the number of memories (default 10,000).
 */
final class LuceneIndexBench {
  private static final UUID TENANT = UUID.randomUUID();
  private static final RandomGenerator RANDOM =
      RandomGeneratorFactory.of("L64X128MixRandom").create(42);
  private static final String[] WORDS = words();
  private static final List<Embedding> VECTORS = new ArrayList<>();
  private static final int QUESTIONS = 200;

  private LuceneIndexBench() {}

  public static void main(String[] arguments) throws Exception {
    int size = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000;
    Path folder = Files.createTempDirectory("index-bench");
    System.out.println("in " + folder);
    List<UUID> scopes =
        IntStream.range(0, 10).mapToObj(i -> i == 0 ? SCOPE : UUID.randomUUID()).toList();
    try (LuceneIndex index = new LuceneIndex(LuceneSettings.in(folder))) {
      long start = System.nanoTime();
      for (int i = 0; i < size; i += 100) {
        index.apply(
            TENANT,
            IntStream.range(i, i + 100)
                .mapToObj(j -> put(scopes.get(RANDOM.nextInt(scopes.size()))))
                .toList());
      }
      index.flush(TENANT);
      System.out.printf(
          "%d memories in calls of 100: %.0f/s%n",
          size, size / ((System.nanoTime() - start) / 1e9));
      time("search, both legs, all scopes", 2000, i -> search(index, Set.copyOf(scopes), 3));
      time("search, both legs, one scope of ten", 2000, i -> search(index, Set.of(SCOPE), 3));
      time("search by vector only", 2000, i -> search(index, Set.copyOf(scopes), 2));
      System.out.printf(
          "of the nearest ten found: %.1f %%%n", nearestFound(index, Set.copyOf(scopes)));
      time("search by words only", 2000, i -> search(index, Set.copyOf(scopes), 1));
      time("put one", 500, i -> index.apply(TENANT, List.of(put(SCOPE))));
      time(
          "put one, then search",
          500,
          i -> {
            index.apply(TENANT, List.of(put(SCOPE)));
            search(index, Set.copyOf(scopes), 3);
          });
      time(
          "put one, then flush",
          100,
          i -> {
            index.apply(TENANT, List.of(put(SCOPE)));
            index.flush(TENANT);
          });
    }
    try (var files = Files.walk(folder)) {
      System.out.printf(
          "on disk: %.1f KiB a memory%n",
          files.filter(Files::isRegularFile).mapToLong(f -> f.toFile().length()).sum()
              / 1024.0
              / size);
    }
  }

  private static String[] words() {
    return IntStream.range(0, 5000)
        .mapToObj(i -> "w" + Integer.toString(i * 7919, 36))
        .toArray(String[]::new);
  }

  private static void time(String what, int times, IntConsumer action) {
    for (int i = 0; i < times / 5; i++) {
      action.accept(i);
    }
    long[] each = new long[times];
    for (int i = 0; i < times; i++) {
      long start = System.nanoTime();
      action.accept(i);
      each[i] = System.nanoTime() - start;
    }
    Arrays.sort(each);
    System.out.printf(
        "%-38s p50 %6.2f ms  p99 %6.2f ms%n",
        what, each[times / 2] / 1e6, each[times * 99 / 100] / 1e6);
  }

  private static void search(LuceneIndex index, Set<UUID> scopes, int legs) {
    index.search(
        TENANT,
        new IndexQuery(
            scopes,
            Set.of(),
            Set.of(),
            Set.of(),
            (legs & 1) == 0 ? null : text(6),
            Set.of(),
            (legs & 2) == 0 ? null : vector(),
            NOW,
            NOW,
            50));
  }

  /** Of the ten nearest by measuring each vector, how many percent the index finds. */
  private static double nearestFound(LuceneIndex index, Set<UUID> scopes) {
    int found = 0;
    for (int i = 0; i < QUESTIONS; i++) {
      Embedding target = vector();
      double last =
          VECTORS.stream()
              .mapToDouble(target::cosine)
              .sorted()
              .skip(VECTORS.size() - 10)
              .findFirst()
              .orElseThrow();
      IndexQuery query =
          new IndexQuery(
              scopes, Set.of(), Set.of(), Set.of(), null, Set.of(), target, NOW, NOW, 50);
      found +=
          (int)
              index.search(TENANT, query).hits().stream()
                  .filter(hit -> hit.dense().orElse(-1) > last - 1e-6)
                  .count();
    }
    return 10.0 * found / QUESTIONS;
  }

  private static IndexChange put(UUID scope) {
    Embedding vector = vector();
    VECTORS.add(vector);
    return new IndexChange.Put(
        new IndexDocument(
            UUID.randomUUID(),
            1,
            scope,
            Layer.USER,
            "fact",
            text(25),
            null,
            Surroundings.NONE,
            vector,
            List.of(),
            0.5,
            NOW,
            null,
            null,
            null,
            null));
  }

  /** Words of a Zipf-like distribution. */
  private static String text(int words) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < words; i++) {
      text.append(WORDS[(int) (WORDS.length * Math.pow(RANDOM.nextDouble(), 3))]).append(' ');
    }
    return text.toString();
  }

  private static Embedding vector() {
    float[] vector = new float[384];
    vector[RANDOM.nextInt(50)] = 8;
    for (int i = 0; i < vector.length; i++) {
      vector[i] += (float) RANDOM.nextGaussian() * 0.5f;
    }
    return Embedding.of(vector);
  }
}
