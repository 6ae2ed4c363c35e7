package io.mnemon.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TermStates;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BulkScorer;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.LeafCollector;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.Scorable;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopKnnCollector;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * The lexical leg: the visible documents that have words of the question, by BM25.
 *
 * <p>Lucene looks words up well where one of them tells the good documents from the others. A
 * question of many frequent words, where much of a large segment is visible, is left to {@link
 * LuceneDecodedScores}.
 */
final class LuceneWords {
  /** Much of a segment is visible if one of so many documents is. */
  private static final int MUCH = 8;

  private static final int FEWEST_DECODED = 3;
  private static final int MOST_DECODED = 64;

  private final LuceneSearcher searcher;
  private final Map<Term, TermStates> terms = new HashMap<>();
  private final Map<LeafReaderContext, LuceneDecodedScores> decoded = new HashMap<>();

  /** Looks up every term once: most of a question's hashes stand in no memory. */
  LuceneWords(LuceneSearcher searcher, Set<String> words) throws IOException {
    this.searcher = searcher;
    for (Map.Entry<BytesRef, TermStates> found : lookUp(searcher, words).entrySet()) {
      Term term = new Term(LuceneFields.TEXT, found.getKey());
      if (searcher.alive(term, found.getValue().docFreq()) > 0) {
        terms.put(term, found.getValue());
      }
    }
  }

  /**
   * Where each term stands. In the order of terms and by one enumeration for a segment: what
   * neighbours have in common is read once, and an enumeration is much of what a look-up costs.
   */
  private static Map<BytesRef, TermStates> lookUp(LuceneSearcher searcher, Set<String> words)
      throws IOException {
    SortedSet<BytesRef> sorted = new TreeSet<>();
    words.forEach(word -> sorted.add(new BytesRef(word)));
    Map<BytesRef, TermStates> found = new HashMap<>();
    for (LeafReaderContext leaf : searcher.getLeafContexts()) {
      Terms all = leaf.reader().terms(LuceneFields.TEXT);
      TermsEnum here = all == null ? TermsEnum.EMPTY : all.iterator();
      for (BytesRef term : sorted) {
        if (here.seekExact(term)) {
          found
              .computeIfAbsent(term, any -> new TermStates(searcher.getTopReaderContext()))
              .register(here.termState(), leaf.ord, here.docFreq(), here.totalTermFreq());
        }
      }
    }
    return found;
  }

  List<LuceneBest.Hit> search(LuceneVisible visible, int depth) throws IOException {
    LuceneBest best = new LuceneBest(depth);
    Plain plain = new Plain(visible);
    for (LeafReaderContext leaf : searcher.getLeafContexts()) {
      LuceneVisible.Accepted accepted = visible.in(leaf);
      if (terms.isEmpty() || accepted.cost() == 0) {
        continue;
      }
      TopKnnCollector here = new TopKnnCollector(depth, Integer.MAX_VALUE);
      boolean isMuch = accepted.cost() >= leaf.reader().maxDoc() / MUCH;
      LuceneDecodedScores scores = isMuch ? decode(leaf) : null;
      if (scores == null) {
        plain.search(leaf, accepted, isMuch, here, best.floor());
      } else {
        scores.search(accepted.words(), here, best.floor());
      }
      List<LuceneBest.Hit> hits = new ArrayList<>();
      for (ScoreDoc hit : here.topDocs().scoreDocs) {
        hits.add(new LuceneBest.Hit(leaf, hit.doc, hit.score));
      }
      best.add(hits);
    }
    return best.hits();
  }

  private @Nullable LuceneDecodedScores decode(LeafReaderContext leaf) throws IOException {
    LuceneDecodedWords words = searcher.words(leaf);
    if (words == null || terms.size() < FEWEST_DECODED || terms.size() > MOST_DECODED) {
      return null;
    }
    LuceneDecodedScores scores = new LuceneDecodedScores(searcher, leaf, words, terms);
    decoded.put(leaf, scores);
    return scores;
  }

  /** The scores of documents of one segment, which must be asked for in their order. */
  Scores scores(LeafReaderContext leaf) throws IOException {
    LuceneDecodedScores known = decoded.get(leaf);
    if (known != null) {
      return known::of;
    }
    Scorer scorer = terms.isEmpty() ? null : weight(any(), ScoreMode.COMPLETE).scorer(leaf);
    if (scorer == null) {
      return doc -> 0;
    }
    DocIdSetIterator iterator = scorer.iterator();
    return doc ->
        iterator.docID() == doc || (iterator.docID() < doc && iterator.advance(doc) == doc)
            ? scorer.score()
            : 0;
  }

  /** A document's score, above 0; 0 if it has none of the words. */
  interface Scores {
    float of(int doc) throws IOException;
  }

  private Query any() {
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    terms.forEach(
        (term, states) -> any.add(new TermQuery(term, states), BooleanClause.Occur.SHOULD));
    return any.build();
  }

  private Weight weight(Query query, ScoreMode mode) throws IOException {
    return searcher.createWeight(searcher.rewrite(query), mode, 1);
  }

  /**
   * Lucene's own search. Where much of a segment is visible, words lead and what is not visible is
   * passed over; where little is, words are looked for only there.
   */
  private final class Plain {
    private final LuceneVisible visible;
    private @Nullable Weight anywhere;
    private @Nullable Weight only;

    Plain(LuceneVisible visible) {
      this.visible = visible;
    }

    void search(
        LeafReaderContext leaf,
        LuceneVisible.Accepted accepted,
        boolean isMuch,
        TopKnnCollector best,
        float floor)
        throws IOException {
      BulkScorer scorer = (isMuch ? anywhere() : only()).bulkScorer(leaf);
      if (scorer != null) {
        scorer.score(new Collector(best, floor), accepted.bits(), 0, DocIdSetIterator.NO_MORE_DOCS);
      }
    }

    private Weight anywhere() throws IOException {
      if (anywhere == null) {
        anywhere = weight(any(), ScoreMode.TOP_SCORES);
      }
      return anywhere;
    }

    private Weight only() throws IOException {
      if (only == null) {
        only =
            weight(
                new BooleanQuery.Builder()
                    .add(any(), BooleanClause.Occur.MUST)
                    .add(visible, BooleanClause.Occur.FILTER)
                    .build(),
                ScoreMode.TOP_SCORES);
      }
      return only;
    }
  }

  /** Keeps the best of one segment, of equal ones the first. */
  private static final class Collector implements LeafCollector {
    private final TopKnnCollector best;
    private final float floor;
    private @Nullable Scorable scorer;

    Collector(TopKnnCollector best, float floor) {
      this.best = best;
      this.floor = floor;
    }

    @Override
    public void setScorer(Scorable scorer) throws IOException {
      this.scorer = scorer;
      if (floor > 0) {
        scorer.setMinCompetitiveScore(floor);
      }
    }

    @Override
    public void collect(int doc) throws IOException {
      Scorable current = Objects.requireNonNull(scorer);
      if (best.collect(doc, current.score())) {
        float last = best.minCompetitiveSimilarity();
        if (last > 0) {
          current.setMinCompetitiveScore(Math.max(floor, Math.nextUp(last)));
        }
      }
    }
  }
}
