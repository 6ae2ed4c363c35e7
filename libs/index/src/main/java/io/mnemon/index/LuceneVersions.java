package io.mnemon.index;

import java.io.IOException;
import java.util.UUID;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.LiveFieldValues;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;

/** Which version of a memory the index holds, also when no search has seen it yet. */
final class LuceneVersions extends LiveFieldValues<IndexSearcher, LuceneVersions.Held> {
  private static final Held NOTHING = new Held(Long.MIN_VALUE, false, 0);

  /**
   * What the index holds of a memory.
   *
   * @param version the version of the last change
   * @param isRemoved whether that change was a removal
   * @param state what the version was indexed with
   */
  record Held(long version, boolean isRemoved, long state) {

    static Held of(IndexChange change) {
      return switch (change) {
        case IndexChange.Put(IndexDocument document) ->
            new Held(document.version(), false, stateOf(document));
        case IndexChange.Remove remove -> new Held(remove.version(), true, 0);
      };
    }

    /** A vector that came later is news as well, and so is a beginning. */
    static long stateOf(IndexDocument document) {
      return 31 * document.around().state()
          + (document.vector() == null ? 0 : 1)
          + (document.validFrom() == null ? 0 : 2);
    }

    boolean isNothing() {
      return equals(NOTHING);
    }

    /** Whether the change has something new to say and may replace what is held. */
    boolean yieldsTo(IndexChange change) {
      return change.version() > version
          || (change.version() == version && !isRemoved && !Held.of(change).equals(this));
    }
  }

  LuceneVersions(SearcherManager searchers) {
    super(searchers, NOTHING);
  }

  Held of(UUID id) throws IOException {
    Held held = get(id.toString());
    return held == null ? NOTHING : held;
  }

  void add(IndexChange change) {
    add(change.id().toString(), Held.of(change));
  }

  @Override
  protected Held lookupFromSearcher(IndexSearcher searcher, String id) throws IOException {
    BytesRef term = LuceneFields.bytes(UUID.fromString(id));
    for (LeafReaderContext leaf : searcher.getLeafContexts()) {
      Terms terms = leaf.reader().terms(LuceneFields.ID);
      if (terms == null) {
        continue;
      }
      TermsEnum ids = terms.iterator();
      if (!ids.seekExact(term)) {
        continue;
      }
      Bits live = leaf.reader().getLiveDocs();
      PostingsEnum postings = ids.postings(null, PostingsEnum.NONE);
      for (int doc = postings.nextDoc();
          doc != DocIdSetIterator.NO_MORE_DOCS;
          doc = postings.nextDoc()) {
        if (live == null || live.get(doc)) {
          return new Held(
              number(leaf, LuceneFields.VERSION, doc),
              number(leaf, LuceneFields.REMOVED, doc) == 1,
              number(leaf, LuceneFields.STATE, doc));
        }
      }
    }
    return NOTHING;
  }

  private static long number(LeafReaderContext leaf, String field, int doc) throws IOException {
    NumericDocValues values = leaf.reader().getNumericDocValues(field);
    if (values == null || !values.advanceExact(doc)) {
      throw new IllegalStateException("a memory in the index has no " + field);
    }
    return values.longValue();
  }
}
