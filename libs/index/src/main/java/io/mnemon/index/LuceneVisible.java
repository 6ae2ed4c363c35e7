package io.mnemon.index;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.lucene.document.LongField;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PointValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.ConstantScoreScorerSupplier;
import org.apache.lucene.search.ConstantScoreWeight;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.BitSetIterator;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;
import org.jspecify.annotations.Nullable;

/**
 * The documents that one search may find, a bit for each, worked out once for both legs.
 *
 * <p>What does not change with the time, the scopes above all, the searcher's cache remembers for
 * every segment; deletions and times are taken out of a copy, and a filter looks at it last, so
 * that one set of scopes is remembered once, whatever is filtered.
 */
final class LuceneVisible extends Query {
  private final Map<Object, Accepted> segments = new HashMap<>();

  LuceneVisible(IndexSearcher searcher, IndexQuery query) throws IOException {
    Weight lasting = weight(searcher, lasting(query));
    Weight over = weight(searcher, over(query));
    Filter filter = query.filter();
    Weight wanted = filter == null ? null : weight(searcher, LuceneFilter.query(filter));
    for (LeafReaderContext leaf : searcher.getLeafContexts()) {
      FixedBitSet bits = bits(leaf, lasting, over);
      if (wanted != null) {
        bits.and(bits(leaf, wanted.scorer(leaf)));
      }
      segments.put(leaf.id(), new Accepted(bits));
    }
  }

  private static Weight weight(IndexSearcher searcher, Query query) throws IOException {
    return searcher.createWeight(searcher.rewrite(query), ScoreMode.COMPLETE_NO_SCORES, 1);
  }

  private static Query lasting(IndexQuery query) {
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    all.add(
        new TermInSetQuery(
            LuceneFields.SCOPE, query.scopes().stream().map(LuceneFields::bytes).toList()),
        BooleanClause.Occur.FILTER);
    if (!query.layers().isEmpty()) {
      all.add(
          new TermInSetQuery(
              LuceneFields.LAYER,
              query.layers().stream().map(layer -> new BytesRef(layer.word())).toList()),
          BooleanClause.Occur.FILTER);
    }
    if (!query.kinds().isEmpty()) {
      all.add(
          new TermInSetQuery(
              LuceneFields.KIND, query.kinds().stream().map(LuceneFields::keyword).toList()),
          BooleanClause.Occur.FILTER);
    }
    for (String tag : query.tags()) {
      all.add(
          new TermQuery(new Term(LuceneFields.TAG, LuceneFields.keyword(tag))),
          BooleanClause.Occur.FILTER);
    }
    return all.build();
  }

  /** What does not hold at the time that is asked about. Few memories have such bounds at all. */
  private static Query over(IndexQuery query) {
    long asOf = LuceneFields.micros(query.asOf());
    long now = LuceneFields.micros(query.now());
    return new BooleanQuery.Builder()
        .add(range(LuceneFields.HOLDS_FROM, asOf + 1, Long.MAX_VALUE), BooleanClause.Occur.SHOULD)
        .add(range(LuceneFields.VALID_TO, Long.MIN_VALUE, asOf), BooleanClause.Occur.SHOULD)
        .add(range(LuceneFields.EXPIRES_AT, Long.MIN_VALUE, now), BooleanClause.Occur.SHOULD)
        .build();
  }

  private static Query range(String field, long from, long to) {
    return LongField.newRangeQuery(field, from, to);
  }

  private static FixedBitSet bits(LeafReaderContext leaf, Weight lasting, Weight over)
      throws IOException {
    FixedBitSet bits = bits(leaf, lasting.scorer(leaf));
    Bits alive = leaf.reader().getLiveDocs();
    if (alive != null) {
      alive.applyMask(bits, 0);
    }
    if (hasTimes(leaf)) {
      Scorer gone = over.scorer(leaf);
      if (gone != null) {
        bits.andNot(gone.iterator());
      }
    }
    return bits;
  }

  private static FixedBitSet bits(LeafReaderContext leaf, @Nullable Scorer scorer)
      throws IOException {
    int size = leaf.reader().maxDoc();
    if (scorer == null) {
      return new FixedBitSet(size);
    }
    DocIdSetIterator iterator = scorer.iterator();
    FixedBitSet remembered = BitSetIterator.getFixedBitSetOrNull(iterator);
    if (remembered != null) {
      FixedBitSet copy = new FixedBitSet(size);
      copy.or(remembered);
      return copy;
    }
    FixedBitSet bits = new FixedBitSet(size);
    bits.or(iterator);
    return bits;
  }

  private static boolean hasTimes(LeafReaderContext leaf) throws IOException {
    for (String field :
        new String[] {LuceneFields.HOLDS_FROM, LuceneFields.VALID_TO, LuceneFields.EXPIRES_AT}) {
      PointValues times = leaf.reader().getPointValues(field);
      if (times != null) {
        return true;
      }
    }
    return false;
  }

  /** How many there are. */
  long count() {
    return segments.values().stream().mapToLong(Accepted::cost).sum();
  }

  /** Those of one segment. */
  Accepted in(LeafReaderContext leaf) {
    Accepted accepted = segments.get(leaf.id());
    if (accepted == null) {
      throw new IllegalStateException("the segment belongs to another searcher");
    }
    return accepted;
  }

  /** The visible documents of one segment. */
  static final class Accepted {
    private final FixedBitSet bits;
    private final int count;

    private Accepted(FixedBitSet bits) {
      this.bits = bits;
      this.count = bits.cardinality();
    }

    Bits bits() {
      return bits;
    }

    /** A bit for each document. */
    long[] words() {
      return bits.getBits();
    }

    DocIdSetIterator iterator() {
      return new BitSetIterator(bits, count);
    }

    /** How many there are. */
    int cost() {
      return count;
    }
  }

  @Override
  public Weight createWeight(IndexSearcher searcher, ScoreMode mode, float boost) {
    return new ConstantScoreWeight(this, boost) {
      @Override
      public @Nullable ScorerSupplier scorerSupplier(LeafReaderContext leaf) {
        Accepted accepted = in(leaf);
        return accepted.count == 0
            ? null
            : ConstantScoreScorerSupplier.fromIterator(
                accepted.iterator(), score(), mode, leaf.reader().maxDoc());
      }

      @Override
      public boolean isCacheable(LeafReaderContext leaf) {
        return false;
      }
    };
  }

  @Override
  public void visit(QueryVisitor visitor) {
    visitor.visitLeaf(this);
  }

  @Override
  public String toString(String field) {
    return "visible";
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
