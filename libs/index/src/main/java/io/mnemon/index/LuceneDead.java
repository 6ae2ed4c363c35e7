package io.mnemon.index;

import java.io.IOException;
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
  private final int documents;
  private final long length;
  private final Map<BytesRef, Counted> terms;

  /** In how many documents of that set a term stands. */
  private record Counted(FixedBitSet of, int size, int documents) {}

  private LuceneDead(LeafReader reader, Bits live, @Nullable LuceneDead before) throws IOException {
    this.reader = reader;
    dead = new FixedBitSet(reader.maxDoc());
    dead.set(0, reader.maxDoc());
    live.applyMask(dead, 0);
    dead.flip(0, reader.maxDoc());
    size = dead.cardinality();
    terms = before == null ? new ConcurrentHashMap<>() : before.terms;
    NumericDocValues lengths = DocValues.getNumeric(reader, LuceneFields.LENGTH);
    int died = before == null ? 0 : before.documents;
    long lost = before == null ? 0 : before.length;
    DocIdSetIterator fresh = iterator(before == null ? null : before.dead);
    for (int doc = fresh.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = fresh.nextDoc()) {
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
      return remember(term, count(term, iterator(null)));
    }
    return before.size == size
        ? before.documents
        : remember(term, before.documents + count(term, iterator(before.of)));
  }

  private int remember(Term term, int counted) {
    if (terms.size() >= MOST_TERMS) {
      terms.clear();
    }
    terms.put(BytesRef.deepCopyOf(term.bytes()), new Counted(dead, size, counted));
    return counted;
  }

  private DocIdSetIterator iterator(@Nullable FixedBitSet except) {
    if (except == null) {
      return new BitSetIterator(dead, size);
    }
    FixedBitSet fresh = dead.clone();
    fresh.andNot(except);
    return new BitSetIterator(fresh, 0);
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
