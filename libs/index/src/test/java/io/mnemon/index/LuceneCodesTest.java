package io.mnemon.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;
import org.apache.lucene.util.VectorUtil;
import org.junit.jupiter.api.Test;

class LuceneCodesTest {
  /** No whole number of words. */
  private static final int DIMENSIONS = 70;

  private static final int TURNED = 128;

  /** More than are compared at a time. */
  private static final int VECTORS = 1_100;

  private final Random random = new Random(7);
  private final List<float[]> vectors =
      IntStream.range(0, VECTORS).mapToObj(i -> vector()).toList();
  private final float[] vector = vector();
  private final float[] turned = LuceneCodes.turned(vector);
  private final LuceneCodes.Target target = new LuceneCodes.Target(vector);

  @Test
  void distancesAreWhatTheDimensionsCountInWhichSignsDiffer() throws IOException {
    LuceneCodes codes = codes(vectors);

    char[] distances = target.distances(codes);

    assertThat(codes.size()).isEqualTo(VECTORS);
    assertThat(distances).hasSize(VECTORS);
    for (int code = 0; code < VECTORS; code++) {
      float[] other = LuceneCodes.turned(vectors.get(codes.first(code, everything())));
      assertThat((int) distances[code])
          .isEqualTo(
              IntStream.range(0, TURNED)
                  .filter(i -> other[i] > 0 != turned[i] > 0)
                  .map(this::weight)
                  .sum())
          .isEqualTo(target.distance(codes, code));
    }
    assertThat(target.farthest()).isEqualTo(IntStream.range(0, TURNED).map(this::weight).sum());
  }

  @Test
  void whatIsTurnedKeepsItsAngles() {
    for (int dimensions : new int[] {2, 64, 70, 384, 768, 1000, 1536, 3072, 4096}) {
      float[] one = vector(dimensions);
      float[] other = vector(dimensions);
      float[] turned = LuceneCodes.turned(one);

      assertThat(VectorUtil.cosine(turned, LuceneCodes.turned(other)))
          .isCloseTo(VectorUtil.cosine(one, other), within(1e-4f));
      assertThat(turned).isNotEqualTo(one).isEqualTo(LuceneCodes.turned(one));
    }
  }

  /** Of a vector that has nearly all in one dimension, the signs tell as much as of any other. */
  @Test
  void whatIsInOneDimensionIsSpreadOverAll() {
    float[] one = vector(384);
    one[7] = 100;
    float[] other = vector(384);
    other[7] = 100;
    float[] opposite = vector(384);
    opposite[7] = -100;

    assertThat(differing(one, other)).isLessThan(384 / 5);
    assertThat(differing(one, opposite)).isGreaterThan(384 * 4 / 5);
  }

  /** If these change, so does {@link LuceneFields#FORMAT}: what is on disk was made like this. */
  @Test
  void theCodeOfAVectorStaysWhatItIs() {
    assertThat(hex(70)).isEqualTo("edef5622130d6ac1fdcb5eea5349fad1c45ffad2530ab058");
    assertThat(hex(384))
        .isEqualTo(
            "9bfb3c3cacf3539c4e8604f36a7b0609deebd7d79f3d121c"
                + "9276e0212f915d5ca9d150f2be91e73de88d8ea3bb5a339a"
                + "af7047eb07be60fe");
  }

  @Test
  void equalVectorsHaveOneCodeAndOthersOfTheSameSignsTheirOwn() throws IOException {
    float[] longer = vectors.getFirst().clone();
    longer[0] *= 2;
    List<float[]> some = new ArrayList<>(vectors);
    some.addAll(vectors.subList(0, 20));
    some.add(longer);

    LuceneCodes codes = codes(some);

    assertThat(codes.size()).isEqualTo(VECTORS + 1);
    Set<List<Integer>> documents = new HashSet<>();
    FixedBitSet visible = everything();
    visible.clear(3);
    for (int code = 0; code < codes.size(); code++) {
      int[] here = codes.first(code, visible, 10);
      assertThat(codes.first(code, visible)).isEqualTo(here[0]);
      assertThat(codes.first(code, visible, 1)).containsExactly(here[0]);
      documents.add(IntStream.of(here).boxed().toList());
    }
    assertThat(documents)
        .contains(List.of(0, VECTORS), List.of(VECTORS + 3), List.of(20), List.of(VECTORS + 20))
        .doesNotContain(List.of(0, VECTORS, VECTORS + 20));
  }

  @Test
  void whatIsHiddenIsNotFound() throws IOException {
    LuceneCodes codes = codes(vectors);
    FixedBitSet nothing = new FixedBitSet(2 * VECTORS);

    assertThat(codes.first(5, nothing)).isEqualTo(-1);
    assertThat(codes.first(5, nothing, 10)).isEmpty();
  }

  @Test
  void aSegmentWithoutVectorsHasNoCodes() throws IOException {
    LuceneCodes codes = codes(List.of());

    assertThat(codes.size()).isZero();
    assertThat(target.distances(codes)).isEmpty();
  }

  private static String hex(int dimensions) {
    float[] vector = new float[dimensions];
    for (int i = 0; i < dimensions; i++) {
      vector[i] = i % 7 - 3;
    }
    BytesRef code = LuceneCodes.of(vector);
    return HexFormat.of().formatHex(code.bytes, code.offset, code.offset + code.length);
  }

  private static int differing(float[] one, float[] other) {
    long[] signs = LuceneCodes.signs(LuceneCodes.turned(one));
    long[] others = LuceneCodes.signs(LuceneCodes.turned(other));
    return IntStream.range(0, signs.length).map(i -> Long.bitCount(signs[i] ^ others[i])).sum();
  }

  /** Five for the mean. */
  private int weight(int dimension) {
    double mean = 0;
    for (float value : turned) {
      mean += Math.abs(value) / TURNED;
    }
    return (int) Math.min(15, Math.round(5 * Math.abs(turned[dimension]) / mean));
  }

  private float[] vector() {
    return vector(DIMENSIONS);
  }

  private float[] vector(int dimensions) {
    float[] vector = new float[dimensions];
    for (int i = 0; i < dimensions; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }

  private static FixedBitSet everything() {
    FixedBitSet bits = new FixedBitSet(2 * VECTORS);
    bits.set(0, bits.length());
    return bits;
  }

  /** Of a segment with a document for each vector, and one more without. */
  private static LuceneCodes codes(List<float[]> vectors) throws IOException {
    try (ByteBuffersDirectory directory = new ByteBuffersDirectory()) {
      try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
        for (float[] vector : vectors) {
          Document document = new Document();
          document.add(
              new SortedDocValuesField(LuceneFields.codeField(DIMENSIONS), LuceneCodes.of(vector)));
          writer.addDocument(document);
        }
        writer.addDocument(new Document());
      }
      try (DirectoryReader reader = DirectoryReader.open(directory)) {
        return new LuceneCodes(reader.leaves().getFirst().reader(), DIMENSIONS);
      }
    }
  }
}
