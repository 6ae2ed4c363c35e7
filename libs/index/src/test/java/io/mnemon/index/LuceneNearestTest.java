package io.mnemon.index;

import static io.mnemon.index.Memories.SCOPE;
import static io.mnemon.index.Memories.memory;
import static io.mnemon.index.Memories.search;
import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.inference.Embedding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.lucene.util.VectorUtil;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dense leg where more memories are visible than are measured. */
class LuceneNearestTest {
  private static final UUID TENANT = UUID.randomUUID();
  private static final UUID OTHER_SCOPE = UUID.randomUUID();
  private static final int DIMENSIONS = 384;
  private static final int CLUSTERS = 300;
  private static final int IN_A_CLUSTER = 20;
  private static final int QUESTIONS = 40;
  private static final int DEPTH = 10;

  @TempDir private Path folder;

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  @Test
  void theNearestAreFoundInTightClustersFarFromTheQuestion() {
    System.out.println("seed " + seed);
    List<IndexDocument> documents = clusters();
    try (LuceneIndex index = index("clusters", documents)) {
      int found = 0;
      for (int i = 0; i < QUESTIONS; i++) {
        Embedding target = between(documents);
        List<UUID> nearest = measured(documents, target, document -> true);
        List<UUID> answer = nearest(index, target, SCOPE, OTHER_SCOPE);
        assertThat(answer).hasSize(DEPTH);
        found += (int) nearest.stream().filter(answer::contains).count();
      }

      assertThat(found).isGreaterThan(QUESTIONS * DEPTH * 95 / 100);
    }
  }

  @Test
  void ofEqualVectorsTheFirstVisibleAreFoundAndTakeNobodysPlace() {
    System.out.println("seed " + seed);
    List<IndexDocument> documents = clusters();
    Embedding same = vector(null, 1);
    for (int i = 0; i < 5_000; i++) {
      documents.add(document(same));
    }
    List<IndexDocument> close =
        IntStream.range(0, 5).mapToObj(i -> document(vector(same, 0.1))).toList();
    documents.addAll(close);
    try (LuceneIndex index = index("equal", documents)) {
      assertThat(nearest(index, same, SCOPE))
          .isEqualTo(measured(documents, same, document -> document.scopeId().equals(SCOPE)));

      List<UUID> answer = nearest(index, vectorOf(close.getFirst()), SCOPE, OTHER_SCOPE);
      assertThat(answer)
          .contains(close.getFirst().id())
          .isEqualTo(measured(documents, vectorOf(close.getFirst()), document -> true));
    }
  }

  /** Many repeat what others say, some were something else before, some have gone. */
  @Test
  void howTheMemoriesCameInSaysNothing() {
    System.out.println("seed " + seed);
    List<IndexDocument> documents = clusters();
    documents.addAll(clusters());
    List<IndexDocument> gone = documents.subList(0, 2_000);
    List<IndexDocument> there = new ArrayList<>(documents.subList(2_000, documents.size()));
    for (int i = 0; i < 3_000; i++) {
      there.add(document(vectorOf(any(documents))));
    }
    there.add(memory("a memory without a vector").vector(null).document());
    there.add(memory("of another model").vector(Embedding.of(new float[] {3, 4})).document());
    List<IndexChange> first = new ArrayList<>();
    gone.forEach(document -> first.add(new IndexChange.Put(document)));
    there.forEach(document -> first.add(new IndexChange.Put(before(document))));
    List<IndexChange> then = new ArrayList<>();
    gone.forEach(document -> then.add(new IndexChange.Remove(document.id(), 3)));
    there.forEach(document -> then.add(new IndexChange.Put(document)));
    Collections.shuffle(then, random);
    try (LuceneIndex one = index("one", there);
        LuceneIndex other = index("other", List.of())) {
      other.apply(TENANT, first);
      for (int i = 0; i < then.size(); i += 3_100) {
        other.apply(TENANT, then.subList(i, Math.min(i + 3_100, then.size())));
        other.search(TENANT, search("anything").query());
      }

      for (int i = 0; i < QUESTIONS; i++) {
        Embedding target = vector(null, 1);
        List<UUID> nearest = nearest(one, target, SCOPE, OTHER_SCOPE);
        assertThat(nearest(other, target, SCOPE, OTHER_SCOPE)).isEqualTo(nearest);
      }
    }
  }

  @Test
  void whereLittleIsVisibleItLeads() {
    System.out.println("seed " + seed);
    UUID narrow = UUID.randomUUID();
    List<IndexDocument> few = narrow(narrow, 100);
    List<IndexDocument> documents = new ArrayList<>(few);
    documents.addAll(clusters());
    // So many are visible that not all are measured, and of the first segment few.
    try (LuceneIndex index = index("narrow", documents)) {
      index.flush(TENANT);
      add(index, narrow(narrow, 3_500));

      for (IndexDocument one : few) {
        assertThat(nearest(index, vector(vectorOf(one), 0.5), narrow)).startsWith(one.id());
      }
    }
  }

  private List<IndexDocument> narrow(UUID scope, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> memory("it").scope(scope).vector(vector(null, 1)).document())
        .toList();
  }

  /** The same memory as it was before, somewhere else. */
  private IndexDocument before(IndexDocument document) {
    return memory("it was something else")
        .id(document.id())
        .version(0)
        .vector(vector(null, 1))
        .document();
  }

  private List<IndexDocument> clusters() {
    List<IndexDocument> documents = new ArrayList<>();
    for (int cluster = 0; cluster < CLUSTERS; cluster++) {
      Embedding centre = vector(null, 1);
      for (int i = 0; i < IN_A_CLUSTER; i++) {
        documents.add(document(vector(centre, 0.3)));
      }
    }
    return documents;
  }

  private IndexDocument document(Embedding vector) {
    return memory("it")
        .scope(random.nextInt(3) == 0 ? OTHER_SCOPE : SCOPE)
        .vector(vector)
        .document();
  }

  /** A direction between two memories, and not near to either. */
  private Embedding between(List<IndexDocument> documents) {
    return Embedding.sum(
        List.of(
            new Embedding.Weighted(vector(vectorOf(any(documents)), 0.5), 1),
            new Embedding.Weighted(vectorOf(any(documents)), 1)));
  }

  /** Around a centre, or anywhere. */
  private Embedding vector(@Nullable Embedding centre, double away) {
    float[] sum = centre == null ? new float[DIMENSIONS] : centre.toArray();
    for (int i = 0; i < DIMENSIONS; i++) {
      double here = random.nextGaussian() * away / Math.sqrt(DIMENSIONS);
      sum[i] += (float) here;
    }
    return Embedding.of(sum);
  }

  private IndexDocument any(List<IndexDocument> documents) {
    return documents.get(random.nextInt(documents.size()));
  }

  private static Embedding vectorOf(IndexDocument document) {
    return Objects.requireNonNull(document.vector());
  }

  private static double cosine(Embedding one, Embedding other) {
    return VectorUtil.dotProduct(one.toArray(), other.toArray());
  }

  private LuceneIndex index(String name, List<IndexDocument> documents) {
    LuceneIndex index = new LuceneIndex(Memories.settings(folder.resolve(name)));
    add(index, documents);
    return index;
  }

  private static void add(LuceneIndex index, List<IndexDocument> documents) {
    index.apply(
        TENANT,
        documents.stream().map(document -> (IndexChange) new IndexChange.Put(document)).toList());
  }

  private static List<UUID> nearest(LuceneIndex index, Embedding target, UUID... scopes) {
    IndexQuery query = search("it").vectorOnly().vector(target).scopes(scopes).depth(DEPTH).query();
    return index.search(TENANT, query).hits().stream()
        .sorted(
            Comparator.comparingDouble((IndexHit hit) -> -hit.dense().orElseThrow())
                .thenComparing(IndexHit::id))
        .map(IndexHit::id)
        .toList();
  }

  private static List<UUID> measured(
      List<IndexDocument> documents, Embedding target, Predicate<IndexDocument> isVisible) {
    record Measured(UUID id, double cosine) {}
    return documents.stream()
        .filter(document -> isVisible.test(document) && isOfOurModel(document))
        .map(document -> new Measured(document.id(), cosine(target, vectorOf(document))))
        .sorted(
            Comparator.comparingDouble((Measured each) -> -each.cosine).thenComparing(Measured::id))
        .limit(DEPTH)
        .map(Measured::id)
        .toList();
  }

  private static boolean isOfOurModel(IndexDocument document) {
    return document.vector() != null && document.vector().dimensions() == DIMENSIONS;
  }
}
