package io.mnemon.index;

import static io.mnemon.index.Memories.search;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.BitSetIterator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The list beside what it is by its description, on vectors that repeat within and over segments.
 */
class LuceneShortlistTest {
  private static final String NUMBER = "number";
  private static final UUID WIDE = UUID.randomUUID();
  private static final UUID NARROW = UUID.randomUUID();
  private static final int DIMENSIONS = 70;
  private static final int VECTORS = 600;
  private static final int DOCUMENTS = 2_000;
  private static final int WANTED = 25;

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private final List<float[]> vectors =
      IntStream.range(0, VECTORS).mapToObj(i -> vector()).toList();

  /** Which vector each document has, and in which scope it lies. */
  private final List<Integer> numbers = new ArrayList<>();

  private final List<UUID> scopes = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 9})
  void theListIsTheSameHoweverTheVectorsAreSpread(int segments) throws IOException {
    System.out.println("seed " + seed);
    for (int i = 0; i < DOCUMENTS; i++) {
      numbers.add(i < VECTORS ? i : random.nextInt(VECTORS));
      scopes.add(random.nextInt(60) == 0 ? NARROW : WIDE);
    }
    try (ByteBuffersDirectory directory = new ByteBuffersDirectory()) {
      write(directory, segments);
      try (DirectoryReader reader = DirectoryReader.open(directory)) {
        assertThat(reader.leaves()).hasSize(segments);
        LuceneSearcher searcher =
            new LuceneSearcher(reader, Map.of(), new LuceneCaches(1024 * 1024));
        for (Set<UUID> seen : List.of(Set.of(WIDE), Set.of(NARROW), Set.of(WIDE, NARROW))) {
          for (int i = 0; i < 20; i++) {
            float[] target = vector();
            assertThat(list(searcher, seen, target)).isEqualTo(described(seen, target));
          }
        }
      }
    }
  }

  private Set<Integer> list(LuceneSearcher searcher, Set<UUID> seen, float[] target)
      throws IOException {
    LuceneVisible visible = new LuceneVisible(searcher, search("it").scopes(seen).query());
    LuceneShortlist list =
        new LuceneShortlist(target, WANTED, searcher.getLeafContexts().size() == 1);
    for (LeafReaderContext leaf : searcher.getLeafContexts()) {
      list.add(leaf, Objects.requireNonNull(searcher.codes(leaf, DIMENSIONS)), visible.in(leaf));
    }
    Set<Integer> found = new TreeSet<>();
    for (LuceneShortlist.Segment segment : list.drawn()) {
      NumericDocValues number = segment.leaf().reader().getNumericDocValues(NUMBER);
      DocIdSetIterator documents = new BitSetIterator(segment.documents(), 0);
      while (documents.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
        assertThat(segment.accepted().bits().get(documents.docID())).isTrue();
        assertThat(number.advanceExact(documents.docID())).isTrue();
        found.add((int) number.longValue());
      }
    }
    return found;
  }

  /** As many as are wanted, and who is as far away as the last of them. */
  private Set<Integer> described(Set<UUID> seen, float[] target) {
    Set<Integer> visible = new TreeSet<>();
    for (int i = 0; i < DOCUMENTS; i++) {
      if (seen.contains(scopes.get(i))) {
        visible.add(numbers.get(i));
      }
    }
    float[] turned = LuceneCodes.turned(target);
    double sum = IntStream.range(0, turned.length).mapToDouble(i -> Math.abs(turned[i])).sum();
    int[] weights = new int[turned.length];
    for (int i = 0; i < turned.length; i++) {
      weights[i] = (int) Math.min(15, Math.round(Math.abs(turned[i]) * 5 * turned.length / sum));
    }
    int[] distances = visible.stream().mapToInt(i -> distance(i, turned, weights)).toArray();
    Arrays.sort(distances);
    int last = distances[Math.min(WANTED, distances.length) - 1];
    visible.removeIf(i -> distance(i, turned, weights) > last);
    return visible;
  }

  private int distance(int number, float[] turned, int[] weights) {
    float[] vector = LuceneCodes.turned(vectors.get(number));
    return IntStream.range(0, turned.length)
        .filter(i -> vector[i] > 0 != turned[i] > 0)
        .map(i -> weights[i])
        .sum();
  }

  private void write(ByteBuffersDirectory directory, int segments) throws IOException {
    IndexWriterConfig config = new IndexWriterConfig().setMergePolicy(NoMergePolicy.INSTANCE);
    try (IndexWriter writer = new IndexWriter(directory, config)) {
      for (int i = 0; i < DOCUMENTS; i++) {
        Document document = new Document();
        document.add(
            new StringField(LuceneFields.SCOPE, LuceneFields.bytes(scopes.get(i)), Field.Store.NO));
        document.add(new NumericDocValuesField(NUMBER, numbers.get(i)));
        document.add(
            new SortedDocValuesField(
                LuceneFields.codeField(DIMENSIONS), LuceneCodes.of(vectors.get(numbers.get(i)))));
        writer.addDocument(document);
        if ((i + 1) % Math.ceilDiv(DOCUMENTS, segments) == 0) {
          writer.commit();
        }
      }
    }
  }

  private float[] vector() {
    float[] vector = new float[DIMENSIONS];
    for (int i = 0; i < DIMENSIONS; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }
}
