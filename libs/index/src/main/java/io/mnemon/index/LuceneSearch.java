package io.mnemon.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.SortedNumericDocValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TermStates;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BulkScorer;
import org.apache.lucene.search.DocAndFloatFeatureBuffer;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopKnnCollector;
import org.apache.lucene.search.TopScoreDocCollector;
import org.apache.lucene.search.TopScoreDocCollectorManager;
import org.apache.lucene.search.VectorScorer;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.VectorUtil;
import org.jspecify.annotations.Nullable;

/**
 * One search of one tenant's index: two legs under the same filter, and for what either has found
 * the scores of both, so that they can be weighed against each other.
 */
final class LuceneSearch {
  /** A longer question has its first words searched. */
  private static final int MOST_TERMS = 256;

  /** Much of a segment is visible if one of so many documents is. */
  private static final int MUCH = 8;

  /** So many vectors are scanned in the time of one step through a graph. */
  private static final int SCANNED_IN_A_STEP = 2;

  private static final Pattern NAMES = Pattern.compile(" ");

  private final IndexSearcher searcher;
  private final IndexQuery query;
  private final Set<String> terms;
  private final @Nullable Query words;
  private final float @Nullable [] vector;

  LuceneSearch(IndexSearcher searcher, LuceneAnalyzer analyzer, IndexQuery query)
      throws IOException {
    this.searcher = searcher;
    this.query = query;
    terms = new HashSet<>(query.hashes());
    if (query.text() != null) {
      terms.addAll(analyzer.termsOfQuestion(query.text(), MOST_TERMS));
    }
    words = words(searcher, terms);
    vector = query.vector() == null ? null : query.vector().toArray();
  }

  /** Looks up every term once: most of a question's hashes stand in no memory. */
  private static @Nullable Query words(IndexSearcher searcher, Set<String> terms)
      throws IOException {
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    boolean isEmpty = true;
    for (String text : terms) {
      Term term = new Term(LuceneFields.TEXT, text);
      TermStates states = TermStates.build(searcher, term, true);
      if (states.docFreq() > 0) {
        any.add(new TermQuery(term, states), BooleanClause.Occur.SHOULD);
        isEmpty = false;
      }
    }
    return isEmpty ? null : any.build();
  }

  List<IndexHit> run() throws IOException {
    if (query.scopes().isEmpty()) {
      return List.of();
    }
    LuceneVisible visible = new LuceneVisible(searcher, query);
    Map<Integer, Found> found = new TreeMap<>();
    if (words != null) {
      for (ScoreDoc hit : searchWords(words, visible).scoreDocs) {
        found.computeIfAbsent(hit.doc, Found::new).lexical = OptionalDouble.of(hit.score);
      }
    }
    if (vector != null) {
      for (ScoreDoc hit : searchVectors(vector, visible).scoreDocs) {
        // Lucene scales the cosine to 0…1.
        found.computeIfAbsent(hit.doc, Found::new).dense = OptionalDouble.of(2.0 * hit.score - 1);
      }
    }
    return complete(List.copyOf(found.values()));
  }

  /**
   * Where much of a segment is visible, words lead and what is not visible is passed over; where
   * little is, words are looked for only there.
   */
  private TopDocs searchWords(Query any, LuceneVisible visible) throws IOException {
    TopScoreDocCollectorManager best =
        new TopScoreDocCollectorManager(query.depth(), query.depth());
    TopScoreDocCollector collector = best.newCollector();
    Weight anywhere = searcher.createWeight(searcher.rewrite(any), collector.scoreMode(), 1);
    Weight only =
        searcher.createWeight(
            searcher.rewrite(
                new BooleanQuery.Builder()
                    .add(any, BooleanClause.Occur.MUST)
                    .add(visible, BooleanClause.Occur.FILTER)
                    .build()),
            collector.scoreMode(),
            1);
    for (LeafReaderContext leaf : searcher.getLeafContexts()) {
      LuceneVisible.Accepted accepted = visible.in(leaf);
      boolean isMuch = accepted.cost() >= leaf.reader().maxDoc() / MUCH;
      BulkScorer scorer = (isMuch ? anywhere : only).bulkScorer(leaf);
      if (scorer != null && accepted.cost() > 0) {
        scorer.score(
            collector.getLeafCollector(leaf), accepted.bits(), 0, DocIdSetIterator.NO_MORE_DOCS);
      }
    }
    return best.reduce(List.of(collector));
  }

  private TopDocs searchVectors(float[] target, LuceneVisible visible) throws IOException {
    String field = LuceneFields.vectorField(target.length);
    List<TopDocs> found = new ArrayList<>();
    for (LeafReaderContext leaf : searcher.getLeafContexts()) {
      LuceneVisible.Accepted accepted = visible.in(leaf);
      if (accepted.cost() > 0) {
        TopDocs here = nearest(leaf, field, target, accepted);
        for (ScoreDoc hit : here.scoreDocs) {
          hit.doc += leaf.docBase;
        }
        found.add(here);
      }
    }
    return TopDocs.merge(query.depth(), found.toArray(TopDocs[]::new));
  }

  /**
   * Walks the graph where much is visible; looks at each vector where little is, or where the walk
   * would look at more than there is to see.
   */
  private TopDocs nearest(
      LeafReaderContext leaf, String field, float[] target, LuceneVisible.Accepted accepted)
      throws IOException {
    if (accepted.cost() > SCANNED_IN_A_STEP * steps(leaf.reader().maxDoc(), accepted.cost())) {
      // One more than there is to see: a segment without a graph is scanned whole, which is enough.
      TopKnnCollector walk = new TopKnnCollector(query.depth(), accepted.cost() + 1);
      leaf.reader().searchNearestVectors(field, target, walk, accepted);
      if (!walk.earlyTerminated()) {
        return walk.topDocs();
      }
    }
    TopKnnCollector scan = new TopKnnCollector(query.depth(), Integer.MAX_VALUE);
    FloatVectorValues vectors = leaf.reader().getFloatVectorValues(field);
    VectorScorer scorer = vectors == null ? null : vectors.scorer(target);
    if (scorer != null) {
      VectorScorer.Bulk bulk = scorer.bulk(accepted.iterator());
      DocAndFloatFeatureBuffer found = new DocAndFloatFeatureBuffer();
      bulk.nextDocsAndScores(DocIdSetIterator.NO_MORE_DOCS, null, found);
      while (found.size > 0) {
        for (int i = 0; i < found.size; i++) {
          scan.collect(found.docs[i], found.features[i]);
        }
        bulk.nextDocsAndScores(DocIdSetIterator.NO_MORE_DOCS, null, found);
      }
    }
    return scan.topDocs();
  }

  /**
   * How many vectors a walk is expected to look at: the logarithm of all for each that is wanted,
   * and as many times that as there are hidden ones for a visible one.
   */
  private double steps(int all, int visible) {
    return query.depth() * Math.log(all) * all / visible;
  }

  /** Fills in the scores that only one leg has given, and what the hits are. */
  private List<IndexHit> complete(List<Found> found) throws IOException {
    Weight weight =
        words == null
            ? null
            : searcher.createWeight(searcher.rewrite(words), ScoreMode.COMPLETE, 1);
    List<IndexHit> hits = new ArrayList<>(found.size());
    List<LeafReaderContext> leaves = searcher.getLeafContexts();
    for (int from = 0; from < found.size(); ) {
      LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(found.get(from).doc, leaves));
      int to = from;
      while (to < found.size() && found.get(to).doc < leaf.docBase + leaf.reader().maxDoc()) {
        to++;
      }
      List<Found> here = found.subList(from, to);
      if (weight != null) {
        scoreWords(here, leaf, weight);
      }
      if (vector != null) {
        scoreVectors(here, leaf, vector);
      }
      read(here, leaf, hits);
      from = to;
    }
    return hits;
  }

  private static void scoreWords(List<Found> here, LeafReaderContext leaf, Weight weight)
      throws IOException {
    Scorer scorer = weight.scorer(leaf);
    if (scorer == null) {
      return;
    }
    for (Found hit : here) {
      int doc = hit.doc - leaf.docBase;
      if (hit.lexical.isEmpty()
          && (scorer.docID() == doc
              || (scorer.docID() < doc && scorer.iterator().advance(doc) == doc))) {
        hit.lexical = OptionalDouble.of(scorer.score());
      }
    }
  }

  private static void scoreVectors(List<Found> here, LeafReaderContext leaf, float[] target)
      throws IOException {
    FloatVectorValues vectors =
        leaf.reader().getFloatVectorValues(LuceneFields.vectorField(target.length));
    if (vectors == null) {
      return;
    }
    KnnVectorValues.DocIndexIterator iterator = vectors.iterator();
    for (Found hit : here) {
      int doc = hit.doc - leaf.docBase;
      if (hit.dense.isEmpty()
          && (iterator.docID() == doc
              || (iterator.docID() < doc && iterator.advance(doc) == doc))) {
        hit.dense =
            OptionalDouble.of(VectorUtil.dotProduct(target, vectors.vectorValue(iterator.index())));
      }
    }
  }

  private void read(List<Found> here, LeafReaderContext leaf, List<IndexHit> hits)
      throws IOException {
    BinaryDocValues ids = leaf.reader().getBinaryDocValues(LuceneFields.ID);
    NumericDocValues versions = leaf.reader().getNumericDocValues(LuceneFields.VERSION);
    SortedDocValues scopes = leaf.reader().getSortedDocValues(LuceneFields.SCOPE);
    SortedDocValues layers = leaf.reader().getSortedDocValues(LuceneFields.LAYER);
    SortedNumericDocValues times =
        DocValues.getSortedNumeric(leaf.reader(), LuceneFields.EVENT_TIME);
    NumericDocValues importances = leaf.reader().getNumericDocValues(LuceneFields.IMPORTANCE);
    SortedDocValues speakers = DocValues.getSorted(leaf.reader(), LuceneFields.SPEAKER);
    int lastSpeaker = -1;
    boolean lastIsNamed = false;
    for (Found hit : here) {
      int doc = hit.doc - leaf.docBase;
      if (!ids.advanceExact(doc)
          || !versions.advanceExact(doc)
          || !scopes.advanceExact(doc)
          || !layers.advanceExact(doc)
          || !times.advanceExact(doc)
          || !importances.advanceExact(doc)) {
        throw new IllegalStateException("a memory in the index lacks a field");
      }
      boolean hasSpeaker = speakers.advanceExact(doc);
      if (hasSpeaker && speakers.ordValue() != lastSpeaker) {
        lastSpeaker = speakers.ordValue();
        lastIsNamed = isNamed(speakers.lookupOrd(lastSpeaker));
      }
      hits.add(
          new IndexHit(
              LuceneFields.uuid(ids.binaryValue()),
              versions.longValue(),
              LuceneFields.uuid(scopes.lookupOrd(scopes.ordValue())),
              LuceneFields.layer(layers.lookupOrd(layers.ordValue())),
              LuceneFields.time(times.nextValue()),
              Double.longBitsToDouble(importances.longValue()),
              hasSpeaker && lastIsNamed,
              hit.dense,
              hit.lexical));
    }
  }

  /** Whether the question has a word of the speaker's name. */
  private boolean isNamed(BytesRef speaker) {
    return !terms.isEmpty()
        && NAMES.splitAsStream(speaker.utf8ToString()).anyMatch(terms::contains);
  }

  /** A document that a leg has found, with the scores known so far. */
  private static final class Found {
    private final int doc;
    private OptionalDouble dense = OptionalDouble.empty();
    private OptionalDouble lexical = OptionalDouble.empty();

    private Found(int doc) {
      this.doc = doc;
    }
  }
}
