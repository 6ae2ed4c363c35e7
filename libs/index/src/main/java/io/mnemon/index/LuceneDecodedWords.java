package io.mnemon.index;

import java.io.IOException;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.TermState;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.similarities.Similarity.SimScorer;
import org.apache.lucene.util.BytesRef;

/**
 * The frequent words of one large segment, decoded: to decode them is most of what it costs to look
 * them up, so those are kept that questions ask for again.
 */
final class LuceneDecodedWords {
  /** A word is frequent that stands in one of so many documents. */
  private static final int FREQUENT = 256;

  private final byte[] norms;
  private final LuceneCaches caches;
  private final Object segment = new Object();

  LuceneDecodedWords(LeafReader reader, LuceneCaches caches) throws IOException {
    norms = new byte[reader.maxDoc()];
    this.caches = caches;
    reader.getCoreCacheHelper().addClosedListener(closed -> caches.forget(segment));
    NumericDocValues lengths = reader.getNormValues(LuceneFields.TEXT);
    if (lengths != null) {
      for (int doc = lengths.nextDoc();
          doc != DocIdSetIterator.NO_MORE_DOCS;
          doc = lengths.nextDoc()) {
        norms[doc] = (byte) lengths.longValue();
      }
    }
  }

  /** How long a document is, as BM25 wants to know it. */
  long norm(int doc) {
    return norms[doc];
  }

  /**
   * @param state where the term is in the segment
   * @param scorer how much the term gives to a document
   */
  LucenePostings postings(LeafReader reader, BytesRef term, TermState state, SimScorer scorer)
      throws IOException {
    LucenePostings known = caches.postings(segment, term);
    if (known != null) {
      return known;
    }
    Terms terms = reader.terms(LuceneFields.TEXT);
    if (terms == null) {
      throw new IllegalStateException("the segment has a term without terms");
    }
    TermsEnum found = terms.iterator();
    found.seekExact(term, state);
    PostingsEnum postings = found.postings(null, PostingsEnum.FREQS);
    LucenePostings decoded = new LucenePostings(postings, found.docFreq(), norms, scorer);
    if (found.docFreq() >= norms.length / FREQUENT) {
      caches.keep(segment, term, decoded);
    }
    return decoded;
  }
}
