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
 * The visible vectors that are nearest to the one that is looked for, as far as their {@linkplain
 * LuceneCodes codes} tell, over all segments. Of equal vectors of a segment one stands for all.
 *
 * <p>Where the line is drawn follows from the vectors alone, not from how they are spread over
 * segments: whoever is as good as the last one is on the list too, and equal ones count as one. (A
 * segment for whose codes there is no room is not here, but measured.)
 */
final class LuceneShortlist {
  /** To look up a document's code takes as long as to weigh so many that stand side by side. */
  private static final int SPARSE = 16;

  /** So many codes more are taken at least: to go through them again costs more than a few. */
  private static final int FEWEST = 1024;

  private static final char[] NONE = {};

  private final String field;
  private final LuceneCodes.Target target;
  private final Line line;
  private final List<Segment> segments = new ArrayList<>();

  /** How many codes wait at each distance to be taken, visible or not. */
  private final int[] waitingAt;

  /** How many documents there are where codes wait, and how many of them are visible. */
  private long documents;

  private long visible;

  /**
   * @param wanted how many distinct vectors shall be on the list at least, if there are so many
   * @param isOneSegment whether no more than one will be added
   */
  LuceneShortlist(float[] target, int wanted, boolean isOneSegment) {
    field = LuceneFields.codeField(target.length);
    this.target = new LuceneCodes.Target(target);
    line = new Line(wanted, this.target.farthest(), isOneSegment);
    waitingAt = new int[this.target.farthest() + 1];
  }

  /** Adds what is visible of a segment. */
  void add(LeafReaderContext leaf, LuceneCodes codes, LuceneVisible.Accepted accepted)
      throws IOException {
    if (codes.size() == 0) {
      return;
    }
    Segment segment = new Segment(leaf, codes, accepted);
    segments.add(segment);
    if ((long) accepted.cost() * SPARSE < codes.size()) {
      addFew(segment);
    } else {
      addMany(segment);
    }
  }

  private void addFew(Segment segment) throws IOException {
    SortedDocValues ordinals = DocValues.getSorted(segment.leaf.reader(), field);
    FixedBitSet met = new FixedBitSet(segment.codes.size());
    DocIdSetIterator iterator = segment.accepted.iterator();
    for (int document = iterator.nextDoc();
        document != DocIdSetIterator.NO_MORE_DOCS;
        document = iterator.nextDoc()) {
      if (ordinals.advanceExact(document) && !met.getAndSet(ordinals.ordValue())) {
        int distance = target.distance(segment.codes, ordinals.ordValue());
        if (distance <= line.limit) {
          add(segment, ordinals.ordValue(), distance, document);
        }
      }
    }
  }

  private void addMany(Segment segment) {
    segment.waiting = target.distances(segment.codes);
    for (char distance : segment.waiting) {
      waitingAt[distance]++;
    }
    documents += segment.leaf.reader().maxDoc();
    visible += segment.accepted.cost();
  }

  private void add(Segment segment, int code, int distance, int document) {
    segment.add(distance, document);
    line.count(distance, segment.codes.hash(code));
  }

  /**
   * Draws the line, when all have been added: takes the nearest codes, as many as should do, and
   * then those that are a little farther, until enough of them are visible.
   *
   * @return what is on the list, of each segment
   */
  List<Segment> draw() {
    double codesForOneVisible = Math.max(documents, 1.0) / Math.max(visible, 1);
    int taken = -1;
    for (double fewest = FEWEST; taken < line.limit; fewest *= 2) {
      int next = reach(taken, Math.max(line.wanted - line.count, fewest) * codesForOneVisible);
      for (Segment segment : segments) {
        take(segment, taken, next);
      }
      taken = next;
    }
    segments.forEach(segment -> segment.waiting = NONE);
    return segments;
  }

  /** Up to which distance so many codes wait, beyond those that are taken; at most the limit. */
  private int reach(int taken, double wanted) {
    int distance = taken + 1;
    for (long count = waitingAt[distance];
        count < wanted && distance < line.limit;
        count += waitingAt[distance]) {
      distance++;
    }
    return distance;
  }

  /** Takes what waits farther than one distance, up to another. */
  private void take(Segment segment, int after, int upTo) {
    char[] waiting = segment.waiting;
    for (int code = 0; code < waiting.length; code++) {
      int distance = waiting[code];
      if (distance <= upTo && distance > after && distance <= line.limit) {
        int document = segment.codes.first(code, segment.accepted.bits());
        if (document >= 0) {
          add(segment, code, distance, document);
        }
      }
    }
  }

  /** What is on the list of one segment. */
  final class Segment {
    private static final int FIRST_SIZE = 1024;

    private final LeafReaderContext leaf;
    private final LuceneCodes codes;
    private final LuceneVisible.Accepted accepted;

    /** The distances of all codes, as long as they are to be taken. */
    private char[] waiting = NONE;

    private int[] distances = new int[FIRST_SIZE];
    private int[] found = new int[FIRST_SIZE];
    private int size;

    private Segment(LeafReaderContext leaf, LuceneCodes codes, LuceneVisible.Accepted accepted) {
      this.leaf = leaf;
      this.codes = codes;
      this.accepted = accepted;
    }

    private void add(int distance, int document) {
      if (size == found.length) {
        distances = Arrays.copyOf(distances, 2 * size);
        found = Arrays.copyOf(found, 2 * size);
      }
      distances[size] = distance;
      found[size++] = document;
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
        if (distances[i] <= line.limit) {
          bits.set(found[i]);
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
