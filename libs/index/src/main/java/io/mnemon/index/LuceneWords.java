package io.mnemon.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TermStates;
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
import org.jspecify.annotations.Nullable;

/** The lexical leg: the visible documents that have words of the question, by BM25. */
final class LuceneWords {
  /** Much of a segment is visible if one of so many documents is. */
  private static final int MUCH = 8;

  private final LuceneSearcher searcher;
  private final @Nullable Query any;

  /** Looks up every term once: most of a question's hashes stand in no memory. */
  LuceneWords(LuceneSearcher searcher, Set<String> terms) throws IOException {
    this.searcher = searcher;
    BooleanQuery.Builder query = new BooleanQuery.Builder();
    boolean isEmpty = true;
    for (String text : terms) {
      Term term = new Term(LuceneFields.TEXT, text);
      TermStates states = TermStates.build(searcher, term, true);
      if (states.docFreq() > 0 && searcher.alive(term, states.docFreq()) > 0) {
        query.add(new TermQuery(term, states), BooleanClause.Occur.SHOULD);
        isEmpty = false;
      }
    }
    any = isEmpty ? null : query.build();
  }

  /**
   * Where much of a segment is visible, words lead and what is not visible is passed over; where
   * little is, words are looked for only there.
   */
  List<LuceneBest.Hit> search(LuceneVisible visible, int depth) throws IOException {
    if (any == null) {
      return List.of();
    }
    Weight anywhere = weight(any, ScoreMode.TOP_SCORES);
    Weight only =
        weight(
            new BooleanQuery.Builder()
                .add(any, BooleanClause.Occur.MUST)
                .add(visible, BooleanClause.Occur.FILTER)
                .build(),
            ScoreMode.TOP_SCORES);
    LuceneBest best = new LuceneBest(depth);
    for (LeafReaderContext leaf : searcher.getLeafContexts()) {
      LuceneVisible.Accepted accepted = visible.in(leaf);
      boolean isMuch = accepted.cost() >= leaf.reader().maxDoc() / MUCH;
      BulkScorer scorer = (isMuch ? anywhere : only).bulkScorer(leaf);
      if (scorer != null && accepted.cost() > 0) {
        Collector collector = new Collector(depth, best.floor());
        scorer.score(collector, accepted.bits(), 0, DocIdSetIterator.NO_MORE_DOCS);
        best.add(collector.hits(leaf));
      }
    }
    return best.hits();
  }

  private Weight weight(Query query, ScoreMode mode) throws IOException {
    return searcher.createWeight(searcher.rewrite(query), mode, 1);
  }

  /** The scores of documents of one segment, which must be asked for in their order. */
  Scores scores(LeafReaderContext leaf) throws IOException {
    Scorer scorer = any == null ? null : weight(any, ScoreMode.COMPLETE).scorer(leaf);
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

  /** The best of one segment; of equal ones the first. */
  private static final class Collector implements LeafCollector {
    private final TopKnnCollector best;
    private final float floor;
    private @Nullable Scorable scorer;

    Collector(int depth, float floor) {
      best = new TopKnnCollector(depth, Integer.MAX_VALUE);
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

    List<LuceneBest.Hit> hits(LeafReaderContext leaf) {
      List<LuceneBest.Hit> hits = new ArrayList<>();
      for (ScoreDoc hit : best.topDocs().scoreDocs) {
        hits.add(new LuceneBest.Hit(leaf, hit.doc, hit.score));
      }
      return hits;
    }
  }
}
