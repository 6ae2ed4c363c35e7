package io.mnemon.index;

import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.search.DocAndFloatFeatureBuffer;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.similarities.Similarity.SimScorer;
import org.apache.lucene.util.FixedBitSet;

/**
 * Where one term stands in one segment, decoded: a bit for each document, and how often it occurs
 * in those that have it.
 */
final class LucenePostings {
  private final FixedBitSet documents;

  /** How many documents have the term before those of each word of the bits. */
  private final int[] ranks;

  private final char[] frequencies;

  /** The shortest length for each frequency that no higher frequency has as short. */
  private final int[] shortest;

  /**
   * @param postings the frequencies as well
   * @param size in how many documents the term stands
   * @param norms how long each document of the segment is
   */
  LucenePostings(PostingsEnum postings, int size, byte[] norms) throws IOException {
    documents = new FixedBitSet(norms.length);
    frequencies = new char[size];
    int[] shortest = new int[0];
    int filled = 0;
    DocAndFloatFeatureBuffer some = new DocAndFloatFeatureBuffer();
    postings.nextDoc();
    postings.nextPostings(DocIdSetIterator.NO_MORE_DOCS, some);
    while (some.size > 0) {
      for (int i = 0; i < some.size; i++) {
        documents.set(some.docs[i]);
        // To say a word thousands of times is no more than to say it a few times less.
        int frequency = Math.min((int) some.features[i], Character.MAX_VALUE);
        frequencies[filled++] = (char) frequency;
        shortest = withShorter(shortest, frequency, norms[some.docs[i]] & 0xff);
      }
      postings.nextPostings(DocIdSetIterator.NO_MORE_DOCS, some);
    }
    this.shortest = shortest;
    long[] words = documents.getBits();
    ranks = new int[words.length];
    for (int word = 1; word < words.length; word++) {
      ranks[word] = ranks[word - 1] + Long.bitCount(words[word - 1]);
    }
  }

  private static int[] withShorter(int[] shortest, int frequency, int norm) {
    int[] wide = shortest;
    if (frequency >= shortest.length) {
      wide = Arrays.copyOf(shortest, frequency + 1);
      Arrays.fill(wide, shortest.length, frequency + 1, Integer.MAX_VALUE);
    }
    wide[frequency] = Math.min(wide[frequency], norm);
    return wide;
  }

  /** The documents, a bit for each. */
  long[] bits() {
    return documents.getBits();
  }

  /** What the term gives to the document; 0 if it does not occur in it. */
  float score(int doc, SimScorer scorer, LuceneDecodedWords words) {
    int word = doc >> 6;
    long bits = documents.getBits()[word];
    long bit = 1L << doc;
    return (bits & bit) == 0
        ? 0
        : scorer.score(frequencies[ranks[word] + Long.bitCount(bits & (bit - 1))], words.norm(doc));
  }

  /** The highest score that the term gives to a document. */
  float highest(SimScorer scorer) {
    float highest = 0;
    int least = Integer.MAX_VALUE;
    for (int frequency = shortest.length - 1; frequency > 0; frequency--) {
      if (shortest[frequency] < least) {
        least = shortest[frequency];
        highest = Math.max(highest, scorer.score(frequency, (byte) least));
      }
    }
    return highest;
  }

  long bytes() {
    return 12L * ranks.length + 2L * frequencies.length + 4L * shortest.length;
  }
}
