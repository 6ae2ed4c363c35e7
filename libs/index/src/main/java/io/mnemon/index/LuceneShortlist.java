package io.mnemon.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.FixedBitSet;
import org.jspecify.annotations.Nullable;

/**
 * The visible vectors whose {@linkplain LuceneCodes codes} are nearest to the one that is looked
 * for, over all segments: first those with the fewest other signs, and of these the ones in which
 * those signs count least. Of equal vectors of a segment one stands for all.
 *
 * <p>Where a line is drawn follows from the vectors alone, not from how they are spread over
 * segments: whoever is as good as the last one is on the list too, and equal ones count as one. (A
 * segment for whose codes there is no room is not here, but measured.)
 */
final class LuceneShortlist {
  /** So many times what is wanted is looked at twice. */
  private static final int SECOND_LOOK = 4;

  /** To look up a document's code takes as long as to compare so many that stand side by side. */
  private static final int SPARSE = 16;

  private static final int BLOCK = 1024;

  private final String field;
  private final long[] target;
  private final long[][] weights;
  private final Line first;
  private final Line second;
  private final List<Segment> segments = new ArrayList<>();
  private final int[] distances = new int[BLOCK];

  /**
   * @param wanted how many distinct vectors shall be on the list at least, if there are so many
   * @param isOneSegment whether no more than one will be added
   */
  LuceneShortlist(float[] target, int wanted, boolean isOneSegment) {
    field = LuceneFields.codeField(target.length);
    float[] turned = LuceneCodes.turned(target);
    this.target = LuceneCodes.signs(turned);
    weights = LuceneCodes.weights(turned);
    first = new Line(SECOND_LOOK * wanted, turned.length, isOneSegment);
    second = new Line(wanted, LuceneCodes.MOST_WEIGHT * turned.length, isOneSegment);
  }

  /** Adds what is visible of a segment. */
  void add(LeafReaderContext leaf, LuceneCodes codes, LuceneVisible.Accepted accepted)
      throws IOException {
    Segment segment = new Segment(leaf, codes, accepted);
    segments.add(segment);
    if ((long) accepted.cost() * SPARSE < codes.size()) {
      addFew(segment);
    } else {
      addMany(segment);
    }
  }

  private void addMany(Segment segment) {
    for (int from = 0; from < segment.codes.size(); from += BLOCK) {
      int size = segment.codes.distances(target, from, distances);
      for (int i = 0; i < size; i++) {
        if (distances[i] <= first.limit) {
          int document = segment.codes.first(from + i, segment.accepted.bits());
          if (document >= 0) {
            add(segment, from + i, distances[i], document);
          }
        }
      }
    }
  }

  private void addFew(Segment segment) throws IOException {
    SortedDocValues ordinals = DocValues.getSorted(segment.leaf.reader(), field);
    FixedBitSet met = new FixedBitSet(segment.codes.size());
    DocIdSetIterator documents = segment.accepted.iterator();
    for (int document = documents.nextDoc();
        document != DocIdSetIterator.NO_MORE_DOCS;
        document = documents.nextDoc()) {
      if (ordinals.advanceExact(document) && !met.getAndSet(ordinals.ordValue())) {
        int distance = segment.codes.distance(target, ordinals.ordValue());
        if (distance <= first.limit) {
          add(segment, ordinals.ordValue(), distance, document);
        }
      }
    }
  }

  private void add(Segment segment, int code, int distance, int document) {
    segment.add(code, distance, document);
    first.count(distance, segment.codes.hash(code));
  }

  /** Draws the second line, when all have been added. */
  List<Segment> lookAgain() {
    segments.forEach(Segment::lookAgain);
    return segments;
  }

  /** What is on the list of one segment. */
  final class Segment {
    private final LeafReaderContext leaf;
    private final LuceneCodes codes;
    private final LuceneVisible.Accepted accepted;
    private int[] found = new int[BLOCK];
    private int[] distances = new int[BLOCK];
    private int[] documents = new int[BLOCK];
    private int size;

    private Segment(LeafReaderContext leaf, LuceneCodes codes, LuceneVisible.Accepted accepted) {
      this.leaf = leaf;
      this.codes = codes;
      this.accepted = accepted;
    }

    private void add(int code, int distance, int document) {
      if (size == found.length) {
        found = Arrays.copyOf(found, 2 * size);
        distances = Arrays.copyOf(distances, 2 * size);
        documents = Arrays.copyOf(documents, 2 * size);
      }
      found[size] = code;
      distances[size] = distance;
      documents[size++] = document;
    }

    private void lookAgain() {
      keep(first.limit);
      distances = codes.weighed(target, weights, found, size);
      for (int i = 0; i < size; i++) {
        if (distances[i] <= second.limit) {
          second.count(distances[i], codes.hash(found[i]));
        }
      }
    }

    /** Drops what is farther than the limit. */
    private void keep(int limit) {
      int all = size;
      size = 0;
      for (int i = 0; i < all; i++) {
        if (distances[i] <= limit) {
          add(found[i], distances[i], documents[i]);
        }
      }
    }

    LeafReaderContext leaf() {
      return leaf;
    }

    LuceneCodes codes() {
      return codes;
    }

    LuceneVisible.Accepted accepted() {
      return accepted;
    }

    /** The first visible document of each vector, a bit for each. */
    FixedBitSet documents() {
      FixedBitSet bits = new FixedBitSet(leaf.reader().maxDoc());
      for (int i = 0; i < size; i++) {
        if (distances[i] <= second.limit) {
          bits.set(documents[i]);
        }
      }
      return bits;
    }
  }

  /** Up to which distance there are as many as are wanted. */
  private static final class Line {
    private final int wanted;

    /** How many have been counted at each distance. */
    private final int[] counts;

    /** What has been counted; null if nothing comes twice. */
    private final @Nullable Met met;

    private int limit;

    /** How many up to the limit. */
    private int count;

    /**
     * @param farthest the greatest distance there can be
     */
    Line(int wanted, int farthest, boolean areDistinct) {
      this.wanted = wanted;
      met = areDistinct ? null : new Met(wanted);
      counts = new int[farthest + 1];
      limit = farthest;
    }

    /**
     * @param distance at most the limit
     * @param hash the vector's: an equal one that has been counted is not counted again
     */
    void count(int distance, long hash) {
      if (met != null && !met.add(hash)) {
        return;
      }
      counts[distance]++;
      count++;
      while (count - counts[limit] >= wanted) {
        count -= counts[limit];
        limit--;
      }
    }
  }

  /** A set of hashes, without an object for each. */
  private static final class Met {
    private long[] hashes;
    private int size;

    Met(int expected) {
      hashes = new long[4 * Integer.highestOneBit(expected)];
    }

    /** Whether it was not there. */
    boolean add(long hash) {
      long value = hash == 0 ? 1 : hash;
      int slot = slot(value);
      if (hashes[slot] == value) {
        return false;
      }
      hashes[slot] = value;
      if (2 * ++size > hashes.length) {
        long[] before = hashes;
        hashes = new long[2 * before.length];
        for (long each : before) {
          if (each != 0) {
            hashes[slot(each)] = each;
          }
        }
      }
      return true;
    }

    /** Where it is, or would be. */
    private int slot(long hash) {
      // The upper half is mixed best.
      int slot = (int) (hash >>> Integer.SIZE) & hashes.length - 1;
      while (hashes[slot] != 0 && hashes[slot] != hash) {
        slot = slot + 1 & hashes.length - 1;
      }
      return slot;
    }
  }
}
