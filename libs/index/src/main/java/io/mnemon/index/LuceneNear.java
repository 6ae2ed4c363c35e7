package io.mnemon.index;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.lucene.util.VectorUtil;

/** Looks for near memories among what a searcher sees and among what it does not see yet. */
final class LuceneNear {
  private static final Comparator<Near> NEAREST_FIRST =
      Comparator.comparingDouble((Near near) -> -near.cosine).thenComparing(Near::id);

  private final LuceneSearcher searcher;
  private final LuceneUnseen.Snapshot unseen;
  private boolean isExact = true;

  /**
   * @param unseen taken before the searcher was acquired
   */
  LuceneNear(LuceneSearcher searcher, LuceneUnseen.Snapshot unseen) {
    this.searcher = searcher;
    this.unseen = unseen;
  }

  /**
   * What all the queries find.
   *
   * @param ids for each query, nearest first
   * @param isExact false if something near has changed since the searcher last looked, in whose
   *     place another may be missing
   */
  record Answer(List<List<UUID>> ids, boolean isExact) {}

  private record Near(UUID id, float cosine) {}

  private record Place(UUID scope, Instant now) {}

  Answer find(List<NearQuery> queries) throws IOException {
    // What is visible is a bit for each document, and the queries of a batch share few places.
    Map<Place, List<Integer>> places = new HashMap<>();
    for (int i = 0; i < queries.size(); i++) {
      NearQuery query = queries.get(i);
      places
          .computeIfAbsent(new Place(query.scope(), query.now()), any -> new ArrayList<>())
          .add(i);
    }
    List<List<UUID>> ids = new ArrayList<>(Collections.nCopies(queries.size(), List.of()));
    for (Map.Entry<Place, List<Integer>> place : places.entrySet()) {
      LuceneVisible visible =
          new LuceneVisible(searcher, queries.get(place.getValue().getFirst()).search());
      for (int i : place.getValue()) {
        ids.set(i, find(queries.get(i), visible));
      }
    }
    return new Answer(ids, isExact);
  }

  private List<UUID> find(NearQuery query, LuceneVisible visible) throws IOException {
    float[] target = query.vector().toArray();
    List<Near> found = new ArrayList<>();
    for (LuceneBest.Hit hit : new LuceneNearest(searcher, target).near(visible, query.most())) {
      if (hit.score() >= query.least()) {
        UUID id = hit.id();
        if (unseen.changes(id)) {
          isExact = false;
        } else {
          found.add(new Near(id, hit.score()));
        }
      }
    }
    for (LuceneUnseen.Unseen one : unseen.in(query.scope())) {
      float[] vector = one.vector();
      if (vector != null && vector.length == target.length && one.holds(query.now())) {
        float cosine = VectorUtil.dotProduct(target, vector);
        if (cosine >= query.least()) {
          found.add(new Near(one.id(), cosine));
        }
      }
    }
    return found.stream().sorted(NEAREST_FIRST).limit(query.most()).map(Near::id).toList();
  }
}
