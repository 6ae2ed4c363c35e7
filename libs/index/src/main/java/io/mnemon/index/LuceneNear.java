package io.mnemon.index;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.util.VectorUtil;
import org.jspecify.annotations.Nullable;

/** Looks for near memories among what a searcher sees and among what it does not see yet. */
final class LuceneNear {
  private static final Comparator<Near> NEAREST_FIRST =
      Comparator.comparingDouble((Near near) -> -near.cosine).thenComparing(Near::id);

  private final IndexSearcher searcher;
  private final LuceneUnseen.Snapshot unseen;
  private final Map<Place, LuceneVisible> visible = new HashMap<>();
  private boolean isExact = true;

  /**
   * @param unseen taken before the searcher was acquired
   */
  LuceneNear(IndexSearcher searcher, LuceneUnseen.Snapshot unseen) {
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
    List<List<UUID>> ids = new ArrayList<>(queries.size());
    for (NearQuery query : queries) {
      ids.add(find(query));
    }
    return new Answer(ids, isExact);
  }

  private List<UUID> find(NearQuery query) throws IOException {
    float[] target = query.vector().toArray();
    List<Near> found = new ArrayList<>();
    for (LuceneBest.Hit hit :
        new LuceneNearest(searcher, target).search(visible(query), query.most())) {
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
      if (one.vector().length == target.length && holds(one.document(), query.now())) {
        float cosine = VectorUtil.dotProduct(target, one.vector());
        if (cosine >= query.least()) {
          found.add(new Near(one.document().id(), cosine));
        }
      }
    }
    return found.stream().sorted(NEAREST_FIRST).limit(query.most()).map(Near::id).toList();
  }

  /** The queries of one batch are mostly about the same place. */
  private LuceneVisible visible(NearQuery query) throws IOException {
    Place place = new Place(query.scope(), query.now());
    LuceneVisible known = visible.get(place);
    if (known == null) {
      known =
          new LuceneVisible(
              searcher,
              new IndexQuery(
                  Set.of(query.scope()),
                  Set.of(),
                  Set.of(),
                  Set.of(),
                  null,
                  Set.of(),
                  query.vector(),
                  query.now(),
                  query.now(),
                  query.most()));
      visible.put(place, known);
    }
    return known;
  }

  private static boolean holds(IndexDocument document, Instant now) {
    return isPast(document.validFrom(), now, true)
        && !isPast(document.validTo(), now, false)
        && !isPast(document.expiresAt(), now, false);
  }

  private static boolean isPast(@Nullable Instant time, Instant now, boolean ifNone) {
    return time == null ? ifNone : !time.isAfter(now);
  }
}
