package io.mnemon.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;

/**
 * The best hits of one leg, segment by segment. Of equal scores that with the lower id is better,
 * as in {@link LuceneFields#ORDER}; where and when they were indexed says nothing, so an index
 * built anew finds the same.
 */
final class LuceneBest {
  private static final UUID NOBODY = new UUID(0, 0);
  private static final Comparator<Hit> BEST_FIRST =
      Comparator.comparingDouble((Hit hit) -> hit.score).reversed();

  private final int depth;
  private List<Hit> hits = List.of();

  LuceneBest(int depth) {
    this.depth = depth;
  }

  List<Hit> hits() {
    return hits;
  }

  /** From which score on a hit may still be among the best. */
  float floor() {
    return hits.size() < depth ? Float.NEGATIVE_INFINITY : hits.getLast().score;
  }

  /**
   * @param here the best of one segment, in any order
   */
  void add(List<Hit> here) throws IOException {
    List<Hit> all = new ArrayList<>(hits);
    all.addAll(here);
    all.sort(BEST_FIRST);
    if (all.size() > depth && all.get(depth - 1).score == all.get(depth).score) {
      settle(all);
    }
    hits = List.copyOf(all.subList(0, Math.min(depth, all.size())));
  }

  /** Who of equally good ones is first matters only where the line is drawn. */
  private void settle(List<Hit> all) throws IOException {
    Map<Hit, UUID> equal = new HashMap<>();
    for (Hit hit : all) {
      if (hit.score == all.get(depth).score) {
        equal.put(hit, hit.id());
      }
    }
    all.sort(BEST_FIRST.thenComparing(hit -> equal.getOrDefault(hit, NOBODY)));
  }

  /**
   * A document and its score.
   *
   * @param doc its number in the segment
   */
  record Hit(LeafReaderContext leaf, int doc, float score) {
    UUID id() throws IOException {
      return new UUID(number(LuceneFields.ID_HIGH), number(LuceneFields.ID_LOW));
    }

    private long number(String field) throws IOException {
      NumericDocValues numbers = DocValues.getNumeric(leaf.reader(), field);
      return numbers.advanceExact(doc) ? numbers.longValue() : 0;
    }
  }
}
