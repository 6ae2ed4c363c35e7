package io.mnemon.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.DocAndFloatFeatureBuffer;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopKnnCollector;
import org.apache.lucene.search.VectorScorer;
import org.apache.lucene.util.VectorUtil;

/** The dense leg: the visible documents whose vectors are nearest. */
final class LuceneNearest {
  /** So many vectors are scanned in the time of one step through a graph. */
  private static final int SCANNED_IN_A_STEP = 2;

  /**
   * A scan reckons several vectors at once, and equal ones differently by a rounding. So it gives
   * some more than are wanted, of which the measured are the best.
   */
  private static final int CLOSE = 32;

  private final IndexSearcher searcher;
  private final float[] target;
  private final String field;

  LuceneNearest(IndexSearcher searcher, float[] target) {
    this.searcher = searcher;
    this.target = target;
    field = LuceneFields.vectorField(target.length);
  }

  List<LuceneBest.Hit> search(LuceneVisible visible, int depth) throws IOException {
    LuceneBest best = new LuceneBest(depth);
    for (LeafReaderContext leaf : searcher.getLeafContexts()) {
      LuceneVisible.Accepted accepted = visible.in(leaf);
      if (accepted.cost() > 0) {
        best.add(measured(leaf, nearest(leaf, accepted, depth)));
      }
    }
    return best.hits();
  }

  /**
   * Walks the graph where there is one and much is visible; looks at each vector elsewhere, or
   * where the walk would look at more than there is to see.
   */
  private ScoreDoc[] nearest(LeafReaderContext leaf, LuceneVisible.Accepted accepted, int depth)
      throws IOException {
    if (LuceneGraphs.hasGraph(leaf.reader())
        && accepted.cost() > SCANNED_IN_A_STEP * steps(leaf.reader().maxDoc(), accepted, depth)) {
      TopKnnCollector walk = new TopKnnCollector(depth, accepted.cost());
      leaf.reader().searchNearestVectors(field, target, walk, accepted);
      if (!walk.earlyTerminated()) {
        return walk.topDocs().scoreDocs;
      }
    }
    TopKnnCollector scan = new TopKnnCollector(depth + CLOSE, Integer.MAX_VALUE);
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
    return scan.topDocs().scoreDocs;
  }

  /**
   * How many vectors a walk is expected to look at: the logarithm of all for each that is wanted,
   * and as many times that as there are hidden ones for a visible one.
   */
  private static double steps(int all, LuceneVisible.Accepted accepted, int depth) {
    return depth * Math.log(all) * all / accepted.cost();
  }

  /**
   * The hits with their cosines, all reckoned the same way: equal vectors have equal cosines,
   * wherever they lie and however they were found.
   */
  private List<LuceneBest.Hit> measured(LeafReaderContext leaf, ScoreDoc[] found)
      throws IOException {
    Arrays.sort(found, Comparator.comparingInt(hit -> hit.doc));
    Cosines cosines = cosines(leaf);
    List<LuceneBest.Hit> hits = new ArrayList<>(found.length);
    for (ScoreDoc hit : found) {
      hits.add(new LuceneBest.Hit(leaf, hit.doc, cosines.of(hit.doc)));
    }
    return hits;
  }

  /** The cosines of documents of one segment, which must be asked for in their order. */
  Cosines cosines(LeafReaderContext leaf) throws IOException {
    FloatVectorValues vectors = leaf.reader().getFloatVectorValues(field);
    if (vectors == null) {
      return doc -> Float.NaN;
    }
    KnnVectorValues.DocIndexIterator iterator = vectors.iterator();
    return doc ->
        iterator.docID() == doc || (iterator.docID() < doc && iterator.advance(doc) == doc)
            ? VectorUtil.dotProduct(target, vectors.vectorValue(iterator.index()))
            : Float.NaN;
  }

  /** A document's cosine; not a number if it has no vector. */
  interface Cosines {
    float of(int doc) throws IOException;
  }
}
