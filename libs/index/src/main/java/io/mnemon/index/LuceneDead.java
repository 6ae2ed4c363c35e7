package io.mnemon.index;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.BitSetIterator;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;
import org.jspecify.annotations.Nullable;

/**
 * The replaced and removed documents of one segment, which its statistics still count.
 *
 * <p>They only become more. So a later state of the segment goes on from what an earlier one has
 * counted, and a search right after a change looks only at what has died since.
 */
final class LuceneDead {
  private static final int MOST_TERMS = 4096;

  private final LeafReader reader;
  private final FixedBitSet dead;
  private final int size;

  /**
   * Them in the order in which they were seen to have died: those of every earlier state are a
   * beginning of it, so no earlier set has to be kept.
   */
  private final int[] order;

  private final int documents;
  private final long length;
  private final Map<BytesRef, Counted> terms;

  /** In how many of the first so many to die a term stands. */
  private record Counted(int size, int documents) {}

  private LuceneDead(LeafReader reader, Bits live, @Nullable LuceneDead before) throws IOException {
    this.reader = reader;
    dead = new FixedBitSet(reader.maxDoc());
    dead.set(0, reader.maxDoc());
    live.applyMask(dead, 0);
    dead.flip(0, reader.maxDoc());
    size = dead.cardinality();
    order = before == null ? new int[size] : Arrays.copyOf(before.order, size);
    terms = before == null ? new ConcurrentHashMap<>() : before.terms;
    NumericDocValues lengths = DocValues.getNumeric(reader, LuceneFields.LENGTH);
    int died = before == null ? 0 : before.documents;
    long lost = before == null ? 0 : before.length;
    int seen = before == null ? 0 : before.size;
    DocIdSetIterator fresh = except(before == null ? null : before.dead);
    for (int doc = fresh.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = fresh.nextDoc()) {
      order[seen++] = doc;
      if (lengths.advanceExact(doc) && lengths.longValue() > 0) {
        died++;
        lost += lengths.longValue();
      }
    }
    documents = died;
    length = lost;
  }

  /**
   * Those of the segment as the reader sees it.
   *
   * @param before what an earlier reader of the same segment has seen
   * @return null if there are none
   */
  static @Nullable LuceneDead of(LeafReader reader, @Nullable LuceneDead before)
      throws IOException {
    Bits live = reader.getLiveDocs();
    return live == null ? null : new LuceneDead(reader, live, before);
  }

  /** How many of them have words. */
  int documents() {
    return documents;
  }

  /** How long all of them are together. */
  long length() {
    return length;
  }

  /** In how many of them the term stands. */
  int documents(Term term) throws IOException {
    Counted before = terms.get(term.bytes());
    if (before == null || before.size > size) {
      // Either nobody has asked yet, or somebody who sees a later state of the segment.
      return remember(term, count(term, new BitSetIterator(dead, size)));
    }
    return before.size == size
        ? before.documents
        : remember(term, before.documents + count(term, after(before.size)));
  }

  private int remember(Term term, int counted) {
    if (terms.size() >= MOST_TERMS) {
      terms.clear();
    }
    terms.put(BytesRef.deepCopyOf(term.bytes()), new Counted(size, counted));
    return counted;
  }

  private DocIdSetIterator except(@Nullable FixedBitSet those) {
    if (those == null) {
      return new BitSetIterator(dead, size);
    }
    FixedBitSet fresh = dead.clone();
    fresh.andNot(those);
    return new BitSetIterator(fresh, 0);
  }

  /** Those that died after the first so many. */
  private DocIdSetIterator after(int first) {
    FixedBitSet fresh = new FixedBitSet(reader.maxDoc());
    for (int i = first; i < size; i++) {
      fresh.set(order[i]);
    }
    return new BitSetIterator(fresh, size - first);
  }

  private int count(Term term, DocIdSetIterator among) throws IOException {
    PostingsEnum postings = reader.postings(term, PostingsEnum.NONE);
    if (postings == null) {
      return 0;
    }
    int count = 0;
    int doc = among.nextDoc();
    while (doc != DocIdSetIterator.NO_MORE_DOCS) {
      int next = postings.docID() < doc ? postings.advance(doc) : postings.docID();
      if (next == doc) {
        count++;
        doc = among.nextDoc();
      } else {
        doc = next == DocIdSetIterator.NO_MORE_DOCS ? next : among.advance(next);
      }
    }
    return count;
  }
}
