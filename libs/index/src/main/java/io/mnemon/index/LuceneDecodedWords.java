package io.mnemon.index;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.TermState;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * The frequent words of one segment that questions have asked for lately, decoded: to decode them
 * is most of what it costs to look them up.
 */
final class LuceneDecodedWords {
  /** What is kept takes so many bytes for each document at most. */
  private static final int BYTES_A_DOCUMENT = 64;

  /** A word is frequent that stands in one of so many documents. */
  private static final int FREQUENT = 256;

  private final byte[] norms;
  private final long mostBytes;
  private final Map<BytesRef, LucenePostings> lately = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  LuceneDecodedWords(LeafReader reader) throws IOException {
    norms = new byte[reader.maxDoc()];
    mostBytes = (long) BYTES_A_DOCUMENT * reader.maxDoc();
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
   */
  LucenePostings postings(LeafReader reader, BytesRef term, TermState state) throws IOException {
    synchronized (lately) {
      LucenePostings known = lately.get(term);
      if (known != null) {
        return known;
      }
    }
    Terms terms = reader.terms(LuceneFields.TEXT);
    if (terms == null) {
      throw new IllegalStateException("the segment has a term without terms");
    }
    TermsEnum found = terms.iterator();
    found.seekExact(term, state);
    PostingsEnum postings = found.postings(null, PostingsEnum.FREQS);
    LucenePostings decoded = new LucenePostings(postings, found.docFreq(), norms);
    if (found.docFreq() >= norms.length / FREQUENT && decoded.bytes() <= mostBytes) {
      keep(BytesRef.deepCopyOf(term), decoded);
    }
    return decoded;
  }

  private void keep(BytesRef term, LucenePostings decoded) {
    synchronized (lately) {
      @Nullable LucenePostings same = lately.put(term, decoded);
      bytes += decoded.bytes() - (same == null ? 0 : same.bytes());
      var eldest = lately.values().iterator();
      while (bytes > mostBytes) {
        bytes -= eldest.next().bytes();
        eldest.remove();
      }
    }
  }
}
