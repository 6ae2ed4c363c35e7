package io.mnemon.index;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;

/**
 * The vectors of one segment in brief (binary quantization), each distinct one once: the sign of
 * each dimension, after all have been turned the same way. What the dimensions count in which the
 * signs differ from those of a {@link Target} tells well how far the vector is from it, and is
 * reckoned in a few nanoseconds.
 *
 * <p>The signs lie by dimensions: the first 64 of all vectors, then the next 64 of all. So
 * reckoning is a loop over longs that stand side by side, which a processor does several at a time.
 */
final class LuceneCodes {
  /** A dimension counts three times the mean at most. */
  private static final int MOST_WEIGHT = 15;

  /** Never to be changed without {@link LuceneFields#FORMAT}. */
  private static final long TURN = 5;

  private static final int MEAN_WEIGHT = 5;
  private static final int WEIGHT_BITS = 4;

  /** So many distances are summed up at a time: they stay in the first cache. */
  private static final int BLOCK = 1024;

  /** One or minus one, for the two times that a vector of the most dimensions is mixed. */
  private static final float[] FLIPS = flips(2 * HybridIndex.MOST_DIMENSIONS);

  private final long[][] signs;
  private final long[] hashes;

  /** The documents of the first code in their order, those of the second, and so on. */
  private final int[] documents;

  /** Where the documents of each code begin, and at last where those of the last one end. */
  private final int[] begins;

  LuceneCodes(LeafReader segment, int dimensions) throws IOException {
    String field = LuceneFields.codeField(dimensions);
    SortedDocValues codes = DocValues.getSorted(segment, field);
    signs = new long[words(dimensions)][codes.getValueCount()];
    hashes = new long[codes.getValueCount()];
    TermsEnum distinct = codes.termsEnum();
    for (BytesRef code = distinct.next(); code != null; code = distinct.next()) {
      ByteBuffer words = ByteBuffer.wrap(code.bytes, code.offset, code.length);
      for (long[] column : signs) {
        column[(int) distinct.ord()] = words.getLong();
      }
      hashes[(int) distinct.ord()] = words.getLong();
    }
    begins = new int[hashes.length + 1];
    while (codes.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
      begins[codes.ordValue() + 1]++;
    }
    for (int i = 1; i < begins.length; i++) {
      begins[i] += begins[i - 1];
    }
    documents = new int[begins[size()]];
    int[] next = begins.clone();
    SortedDocValues again = DocValues.getSorted(segment, field);
    while (again.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
      documents[next[again.ordValue()]++] = again.docID();
    }
  }

  private static float[] flips(int count) {
    Random random = new Random(TURN);
    float[] flips = new float[count];
    for (int i = 0; i < count; i++) {
      flips[i] = random.nextBoolean() ? -1 : 1;
    }
    return flips;
  }

  /**
   * A vector turned, as all are before their signs are looked at, and as long as signs fill words.
   * What it has is spread over all dimensions then: of a vector that has most in a few, the signs
   * would say little. Angles stay, lengths do not.
   */
  static float[] turned(float[] vector) {
    if (vector.length > HybridIndex.MOST_DIMENSIONS) {
      throw new IllegalArgumentException(
          "a vector may have up to %d dimensions, not %d"
              .formatted(HybridIndex.MOST_DIMENSIONS, vector.length));
    }
    float[] turned = Arrays.copyOf(vector, words(vector.length) * Long.SIZE);
    int block = Integer.lowestOneBit(turned.length);
    mix(turned, block, 0);
    if (block == turned.length) {
      return turned;
    }
    float[] dealt = new float[turned.length];
    int blocks = turned.length / block;
    for (int i = 0; i < turned.length; i++) {
      dealt[i % blocks * block + i / blocks] = turned[i];
    }
    mix(dealt, block, turned.length);
    return dealt;
  }

  /**
   * Flips the signs of half of the dimensions, and transforms each block (Walsh-Hadamard).
   *
   * @param flip the first of the flips
   */
  private static void mix(float[] vector, int block, int flip) {
    for (int i = 0; i < vector.length; i++) {
      vector[i] *= FLIPS[flip + i];
    }
    for (int half = 1; half < block; half *= 2) {
      for (int i = 0; i < vector.length; i++) {
        if ((i & half) == 0) {
          float sum = vector[i] + vector[i + half];
          vector[i + half] = vector[i] - vector[i + half];
          vector[i] = sum;
        }
      }
    }
  }

  /** The signs of a turned vector, 64 in each word. */
  static long[] signs(float[] vector) {
    long[] signs = new long[words(vector.length)];
    for (int i = 0; i < vector.length; i++) {
      if (vector[i] > 0) {
        signs[i / Long.SIZE] |= 1L << i;
      }
    }
    return signs;
  }

  /**
   * How much the dimensions of a turned vector count, {@link #MEAN_WEIGHT} for its mean: of 64
   * dimensions each, the first bit of every weight, then the second, and so on.
   */
  private static long[][] weights(float[] vector) {
    double sum = 0;
    for (float value : vector) {
      sum += Math.abs(value);
    }
    double scale = sum == 0 ? 0 : MEAN_WEIGHT * vector.length / sum;
    long[][] weights = new long[words(vector.length)][WEIGHT_BITS];
    for (int i = 0; i < vector.length; i++) {
      long weight = Math.min(Math.round(Math.abs(vector[i]) * scale), MOST_WEIGHT);
      for (int bit = 0; bit < WEIGHT_BITS; bit++) {
        weights[i / Long.SIZE][bit] |= (weight >> bit & 1) << i;
      }
    }
    return weights;
  }

  /** The code of a vector: its signs, and a hash by which vectors of the same signs differ. */
  static BytesRef of(float[] vector) {
    long[] signs = signs(turned(vector));
    ByteBuffer code = ByteBuffer.allocate((signs.length + 1) * Long.BYTES);
    code.asLongBuffer().put(signs);
    long hash = 0;
    for (float value : vector) {
      hash = Long.rotateLeft(hash ^ Float.floatToIntBits(value), 23) * 0x9e3779b97f4a7c15L;
    }
    return new BytesRef(code.putLong(signs.length * Long.BYTES, hash).array());
  }

  private static int words(int dimensions) {
    return Math.ceilDiv(dimensions, Long.SIZE);
  }

  /**
   * How much memory the codes of a segment take at most.
   *
   * @param size how many distinct vectors there are
   * @param documents how many documents
   */
  static long bytes(int dimensions, int size, int documents) {
    return (long) Long.BYTES * (words(dimensions) + 1) * size
        + (long) Integer.BYTES * (size + documents);
  }

  /** How many distinct vectors there are. */
  int size() {
    return hashes.length;
  }

  /** Tells the vector from others, in all segments. */
  long hash(int code) {
    return hashes[code];
  }

  /**
   * A vector that codes are compared with: the signs of its dimensions and how much each of them
   * counts. The distance of a code is what the dimensions count in which its signs differ.
   */
  static final class Target {
    private final long[] signs;
    private final long[][] weights;

    Target(float[] vector) {
      float[] turned = turned(vector);
      signs = signs(turned);
      weights = weights(turned);
    }

    /** What all dimensions count together: no code is farther away. */
    int farthest() {
      int farthest = 0;
      for (long[] bits : weights) {
        for (int bit = 0; bit < WEIGHT_BITS; bit++) {
          farthest += Long.bitCount(bits[bit]) << bit;
        }
      }
      return farthest;
    }

    /** The distance of each code. */
    char[] distances(LuceneCodes codes) {
      char[] distances = new char[codes.size()];
      int[] sums = new int[BLOCK];
      for (int from = 0; from < distances.length; from += BLOCK) {
        int count = Math.min(BLOCK, distances.length - from);
        Arrays.fill(sums, 0);
        for (int word = 0; word < signs.length; word++) {
          add(codes.signs[word], from, count, signs[word], weights[word], sums);
        }
        for (int i = 0; i < count; i++) {
          distances[from + i] = (char) sums[i];
        }
      }
      return distances;
    }

    /** So short that it is compiled as what it is: a sum of vectors. */
    private static void add(
        long[] column, int from, int count, long sign, long[] weight, int[] sums) {
      long ones = weight[0];
      long twos = weight[1];
      long fours = weight[2];
      long eights = weight[3];
      for (int i = 0; i < count; i++) {
        long differing = column[from + i] ^ sign;
        sums[i] +=
            Long.bitCount(differing & ones)
                + 2 * Long.bitCount(differing & twos)
                + 4 * Long.bitCount(differing & fours)
                + 8 * Long.bitCount(differing & eights);
      }
    }

    /** The distance of one code. */
    int distance(LuceneCodes codes, int code) {
      int distance = 0;
      for (int word = 0; word < signs.length; word++) {
        long differing = codes.signs[word][code] ^ signs[word];
        for (int bit = 0; bit < WEIGHT_BITS; bit++) {
          distance += Long.bitCount(differing & weights[word][bit]) << bit;
        }
      }
      return distance;
    }
  }

  /** The first visible document with the code; -1 if there is none. */
  int first(int code, Bits visible) {
    for (int i = begins[code]; i < begins[code + 1]; i++) {
      if (visible.get(documents[i])) {
        return documents[i];
      }
    }
    return -1;
  }

  /**
   * The first visible documents with the code.
   *
   * @param most how many are wanted
   */
  int[] first(int code, Bits visible, int most) {
    int[] first = new int[Math.min(most, begins[code + 1] - begins[code])];
    int count = 0;
    for (int i = begins[code]; i < begins[code + 1] && count < most; i++) {
      if (visible.get(documents[i])) {
        first[count++] = documents[i];
      }
    }
    return Arrays.copyOf(first, count);
  }
}
