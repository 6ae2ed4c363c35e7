package io.mnemon.index;

import static io.mnemon.index.Memories.search;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
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
import org.apache.lucene.index.Term;
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
  private static final String GONE = "gone";
  private static final int NONE = -1;
  private static final int DIMENSIONS = 70;

  /** So many that not all of them are taken at once. */
  private static final int VECTORS = 6_000;

  private static final int DOCUMENTS = 9_000;
  private static final int WANTED = 25;

  /** How far apart the two sides of the space lie. */
  private static final int APART = 8;

  /** What lies on one side, and on the other, where who looks from here finds nothing at first. */
  private static final UUID NEAR = UUID.randomUUID();

  private static final UUID FAR = UUID.randomUUID();
  private static final UUID FEW = UUID.randomUUID();
  private static final UUID FEWER_THAN_WANTED = UUID.randomUUID();

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private final List<float[]> vectors =
      IntStream.range(0, VECTORS).mapToObj(i -> vector()).toList();
  private final List<float[]> turned = vectors.stream().map(LuceneCodes::turned).toList();

  /** Which vector each document has, and in which scope it lies. */
  private final List<Integer> numbers = new ArrayList<>();

  private final List<UUID> scopes = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 9})
  void theListIsTheSameHoweverTheVectorsAreSpread(int segments) throws IOException {
    System.out.println("seed " + seed);
    for (int i = 0; i < DOCUMENTS; i++) {
      int number = i < VECTORS ? i : random.nextInt(VECTORS);
      numbers.add(random.nextInt(50) == 0 ? NONE : number);
      scopes.add(scope(i, number));
    }
    try (ByteBuffersDirectory directory = new ByteBuffersDirectory()) {
      write(directory, segments);
      try (DirectoryReader reader = DirectoryReader.open(directory)) {
        LuceneSearcher searcher =
            new LuceneSearcher(reader, Map.of(), new LuceneCaches(4 * 1024 * 1024));
        for (Set<UUID> seen :
            List.of(
                Set.of(NEAR),
                Set.of(FAR),
                Set.of(FEW),
                Set.of(FEWER_THAN_WANTED),
                Set.of(FAR, FEWER_THAN_WANTED),
                Set.of(NEAR, FAR, FEW))) {
          for (int i = 0; i < 6; i++) {
            float[] target = vector();
            target[0] = i % 2 == 0 ? 4 * APART : target[0];
            assertThat(list(searcher, seen, target)).isEqualTo(described(seen, target));
          }
        }
      }
    }
  }

  /** There are few of the far ones among the first documents. */
  private UUID scope(int document, int number) {
    if (document % 1000 == 7) {
      return FEWER_THAN_WANTED;
    }
    if (random.nextInt(60) == 0) {
      return FEW;
    }
    boolean isFar = vectors.get(number)[0] < 0;
    return isFar && (document > DOCUMENTS / 9 || random.nextInt(60) == 0) ? FAR : NEAR;
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
    for (LuceneShortlist.Segment segment : list.draw()) {
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
    int[] weights = weights(LuceneCodes.turned(target));
    float[] signs = LuceneCodes.turned(target);
    Map<Integer, Integer> distances = new HashMap<>();
    for (int i = 0; i < DOCUMENTS; i++) {
      if (seen.contains(scopes.get(i)) && numbers.get(i) != NONE) {
        distances.computeIfAbsent(
            numbers.get(i), number -> distance(turned.get(number), signs, weights));
      }
    }
    int last =
        distances.values().stream()
            .sorted()
            .limit(WANTED)
            .reduce(NONE, (nearer, farther) -> farther);
    distances.values().removeIf(distance -> distance > last);
    return new TreeSet<>(distances.keySet());
  }

  /** Five for the mean. */
  private static int[] weights(float[] turned) {
    double sum = IntStream.range(0, turned.length).mapToDouble(i -> Math.abs(turned[i])).sum();
    double scale = 5 * turned.length / sum;
    return IntStream.range(0, turned.length)
        .map(i -> (int) Math.min(15, Math.round(Math.abs(turned[i]) * scale)))
        .toArray();
  }

  private static int distance(float[] one, float[] other, int[] weights) {
    return IntStream.range(0, one.length)
        .filter(i -> one[i] > 0 != other[i] > 0)
        .map(i -> weights[i])
        .sum();
  }

  /** With what is gone, and if there are several segments with one that has no codes. */
  private void write(ByteBuffersDirectory directory, int segments) throws IOException {
    IndexWriterConfig config = new IndexWriterConfig().setMergePolicy(NoMergePolicy.INSTANCE);
    try (IndexWriter writer = new IndexWriter(directory, config)) {
      for (int i = 0; i < DOCUMENTS; i++) {
        writer.addDocument(document(scopes.get(i), numbers.get(i)));
        if (i % 5 == 0) {
          Document gone = document(NEAR, random.nextInt(VECTORS));
          gone.add(new StringField(GONE, GONE, Field.Store.NO));
          writer.addDocument(gone);
        }
        if ((i + 1) % Math.ceilDiv(DOCUMENTS, segments) == 0) {
          writer.commit();
        }
      }
      if (segments > 1) {
        writer.commit();
        writer.addDocument(document(NEAR, NONE));
      }
      writer.deleteDocuments(new Term(GONE, GONE));
    }
  }

  private Document document(UUID scope, int number) {
    Document document = new Document();
    document.add(new StringField(LuceneFields.SCOPE, LuceneFields.bytes(scope), Field.Store.NO));
    document.add(new NumericDocValuesField(NUMBER, number));
    if (number != NONE) {
      document.add(
          new SortedDocValuesField(
              LuceneFields.codeField(DIMENSIONS), LuceneCodes.of(vectors.get(number))));
    }
    return document;
  }

  private float[] vector() {
    float[] vector = new float[DIMENSIONS];
    for (int i = 0; i < DIMENSIONS; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    vector[0] *= APART;
    return vector;
  }
}
