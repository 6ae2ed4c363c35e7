package io.mnemon.index;

import static java.util.Comparator.comparingDouble;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.search.DocAndFloatFeatureBuffer;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopKnnCollector;
import org.apache.lucene.search.VectorScorer;
import org.apache.lucene.util.BitSetIterator;
import org.apache.lucene.util.VectorUtil;

/**
 * The dense leg: the visible documents whose vectors are nearest.
 *
 * <p>Design. Where few are visible each is measured. Elsewhere their codes are compared first, and
 * the most promising measured. A graph (HNSW) is quicker at a million, but what it misses is
 * neither little nor the same after a rebuild: of vectors of similar sentences, which lie in tight
 * clusters, it found half of the nearest ten, and a third where sentences repeat.
 */
final class LuceneNearest {
  /** So many are measured in any case, and so many times what is wanted. */
  private static final int MEASURED = 1_000;

  private static final int MEASURED_FOR_EACH = 20;

  /** Of very near ones, which differ in few signs, a few times what is wanted are enough. */
  private static final int MEASURED_NEAR = 300;

  /**
   * A scan reckons several vectors at once, and equal ones differently by a rounding. So it gives
   * some more than are wanted, of which the measured are the best.
   */
  private static final int CLOSE = 32;

  private final LuceneSearcher searcher;
  private final float[] target;
  private final String field;

  LuceneNearest(LuceneSearcher searcher, float[] target) {
    this.searcher = searcher;
    this.target = target;
    field = LuceneFields.vectorField(target.length);
  }

  List<LuceneBest.Hit> search(LuceneVisible visible, int depth) throws IOException {
    return search(visible, depth, Math.max(MEASURED, MEASURED_FOR_EACH * depth));
  }

  /** Only those that are very near, but for less. */
  List<LuceneBest.Hit> near(LuceneVisible visible, int depth) throws IOException {
    return search(visible, depth, Math.max(MEASURED_NEAR, MEASURED_FOR_EACH * depth));
  }

  private List<LuceneBest.Hit> search(LuceneVisible visible, int depth, int measured)
      throws IOException {
    LuceneBest best = new LuceneBest(depth);
    List<LeafReaderContext> leaves = searcher.getLeafContexts();
    LuceneShortlist shortlist =
        visible.count() <= 2 * Math.max(MEASURED, measured)
            ? null
            : new LuceneShortlist(target, measured, leaves.size() == 1);
    for (LeafReaderContext leaf : leaves) {
      LuceneVisible.Accepted accepted = visible.in(leaf);
      if (accepted.cost() == 0) {
        continue;
      }
      LuceneCodes codes = shortlist == null ? null : searcher.codes(leaf, target.length);
      if (shortlist == null || codes == null) {
        best.add(nearest(leaf, accepted.iterator(), depth));
      } else {
        shortlist.add(leaf, codes, accepted);
      }
    }
    if (shortlist != null) {
      for (LuceneShortlist.Segment segment : shortlist.draw()) {
        BitSetIterator documents = new BitSetIterator(segment.documents(), 0);
        best.add(withEquals(segment, nearest(segment.leaf(), documents, depth), depth));
      }
    }
    return best.hits();
  }

  /** The nearest of some documents of a segment. */
  private List<LuceneBest.Hit> nearest(LeafReaderContext leaf, DocIdSetIterator among, int depth)
      throws IOException {
    FloatVectorValues vectors = leaf.reader().getFloatVectorValues(field);
    VectorScorer scorer = vectors == null ? null : vectors.scorer(target);
    if (scorer == null) {
      return List.of();
    }
    TopKnnCollector scan = new TopKnnCollector(depth + CLOSE, Integer.MAX_VALUE);
    VectorScorer.Bulk bulk = scorer.bulk(among);
    DocAndFloatFeatureBuffer found = new DocAndFloatFeatureBuffer();
    bulk.nextDocsAndScores(DocIdSetIterator.NO_MORE_DOCS, null, found);
    while (found.size > 0) {
      for (int i = 0; i < found.size; i++) {
        scan.collect(found.docs[i], found.features[i]);
      }
      bulk.nextDocsAndScores(DocIdSetIterator.NO_MORE_DOCS, null, found);
    }
    return measured(leaf, scan.topDocs().scoreDocs);
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

  private record Vector(int code, float cosine) {}

  /**
   * The documents for which the nearest stand, as far as they can be among the best.
   *
   * @param nearest one document of each vector, in their order
   */
  private List<LuceneBest.Hit> withEquals(
      LuceneShortlist.Segment segment, List<LuceneBest.Hit> nearest, int depth) throws IOException {
    SortedDocValues codes =
        DocValues.getSorted(segment.leaf().reader(), LuceneFields.codeField(target.length));
    List<Vector> vectors = new ArrayList<>();
    for (LuceneBest.Hit hit : nearest) {
      if (codes.advanceExact(hit.doc())) {
        vectors.add(new Vector(codes.ordValue(), hit.score()));
      }
    }
    vectors.sort(comparingDouble(Vector::cosine).reversed());
    List<LuceneBest.Hit> all = new ArrayList<>();
    for (Vector vector : vectors) {
      if (all.size() >= depth && all.getLast().score() > vector.cosine) {
        break;
      }
      for (int doc : segment.codes().first(vector.code, segment.accepted().bits(), depth)) {
        all.add(new LuceneBest.Hit(segment.leaf(), doc, vector.cosine));
      }
    }
    return all;
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
