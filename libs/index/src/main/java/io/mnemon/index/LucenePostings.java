package io.mnemon.index;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
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
  /**
   * The documents are parted by how much the term gives to them: at least so much of the most that
   * it gives to any. What is said of all of them together would be wrong by half of most: a word
   * that stands in a short turn and in those around it counts twice as much as in a fact.
   */
  private static final float[] PARTS = {0.75f, 0.5f, 0};

  private final FixedBitSet documents;

  /** How many documents have the term before those of each word of the bits. */
  private final int[] ranks;

  private final char[] frequencies;
  private final List<Part> parts;

  /**
   * @param postings the frequencies as well
   * @param size in how many documents the term stands
   * @param norms how long each document of the segment is
   * @param scorer how much the term gives to a document, as far as is known now: by another one the
   *     parts are still right, but less apart
   */
  LucenePostings(PostingsEnum postings, int size, byte[] norms, SimScorer scorer)
      throws IOException {
    documents = new FixedBitSet(norms.length);
    frequencies = new char[size];
    int[] found = new int[size];
    int filled = 0;
    float highest = 0;
    DocAndFloatFeatureBuffer some = new DocAndFloatFeatureBuffer();
    postings.nextDoc();
    postings.nextPostings(DocIdSetIterator.NO_MORE_DOCS, some);
    while (some.size > 0) {
      for (int i = 0; i < some.size; i++) {
        documents.set(some.docs[i]);
        found[filled] = some.docs[i];
        // To say a word thousands of times is no more than to say it a few times less.
        frequencies[filled] = (char) Math.min((int) some.features[i], Character.MAX_VALUE);
        highest = Math.max(highest, scorer.score(frequencies[filled++], norms[some.docs[i]]));
      }
      postings.nextPostings(DocIdSetIterator.NO_MORE_DOCS, some);
    }
    long[] words = documents.getBits();
    ranks = new int[words.length];
    for (int word = 1; word < words.length; word++) {
      ranks[word] = ranks[word - 1] + Long.bitCount(words[word - 1]);
    }
    parts = parts(found, norms, scorer, highest);
  }

  private List<Part> parts(int[] found, byte[] norms, SimScorer scorer, float highest) {
    Part[] parts = new Part[PARTS.length];
    for (int i = 0; i < found.length; i++) {
      byte norm = norms[found[i]];
      float share = scorer.score(frequencies[i], norm) / highest;
      int part = 0;
      while (part < PARTS.length - 1 && share < PARTS[part]) {
        part++;
      }
      if (parts[part] == null) {
        parts[part] = new Part(norms.length);
      }
      parts[part].add(found[i], frequencies[i], norm & 0xff);
    }
    return Stream.of(parts).filter(Objects::nonNull).toList();
  }

  /** Documents to which the term gives about the same. */
  private static final class Part {
    private final FixedBitSet documents;

    /** The shortest length for each frequency. */
    private int[] shortest = new int[0];

    private Part(int size) {
      documents = new FixedBitSet(size);
    }

    private void add(int document, int frequency, int norm) {
      documents.set(document);
      if (frequency >= shortest.length) {
        int size = shortest.length;
        shortest = Arrays.copyOf(shortest, frequency + 1);
        Arrays.fill(shortest, size, shortest.length, Integer.MAX_VALUE);
      }
      shortest[frequency] = Math.min(shortest[frequency], norm);
    }

    /** The highest score that the term gives to one of them. */
    private float highest(SimScorer scorer) {
      float highest = 0;
      int least = Integer.MAX_VALUE;
      for (int frequency = shortest.length - 1; frequency > 0; frequency--) {
        // What occurs less often in a document that is not shorter scores no higher.
        if (shortest[frequency] < least) {
          least = shortest[frequency];
          highest = Math.max(highest, scorer.score(frequency, (byte) least));
        }
      }
      return highest;
    }
  }

  /** The documents that have the term, each once, with what the term gives to them at most. */
  List<LuceneBounds.AtMost> atMost(SimScorer scorer) {
    return parts.stream()
        .map(part -> new LuceneBounds.AtMost(part.documents, part.highest(scorer)))
        .toList();
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

  long bytes() {
    long bytes = (12L + 8L * parts.size()) * ranks.length + 2L * frequencies.length;
    return bytes + parts.stream().mapToLong(part -> 4L * part.shortest.length).sum();
  }
}
