package io.mnemon.memory.record;

import io.mnemon.index.HybridIndex;
import io.mnemon.index.IndexHit;
import io.mnemon.index.IndexQuery;
import io.mnemon.index.IndexUnavailableException;
import io.mnemon.inference.Embedder;
import io.mnemon.inference.EmbedderUnavailableException;
import io.mnemon.inference.Embedding;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * The vectors of contents, and what they are near to. Neither is needed to keep a memory: without
 * the model its vector comes later, without the index its near-duplicates stay unlinked.
 */
final class Vectors {
  private static final Logger LOG = Logger.getLogger(Vectors.class);
  private static final double NEARLY_THE_SAME = 0.95;
  private static final int MOST_LINKS = 5;

  private final Embedder embedder;
  private final HybridIndex index;

  Vectors(Embedder embedder, HybridIndex index) {
    this.embedder = embedder;
    this.index = index;
  }

  /** The vectors in the order of the contents; none at all if the model cannot answer. */
  List<Optional<Embedding>> of(List<String> contents) {
    if (contents.isEmpty()) {
      return List.of();
    }
    try {
      return embedder.embedDocuments(contents).stream().map(Optional::of).toList();
    } catch (EmbedderUnavailableException e) {
      LOG.warnf(
          "%d memories are kept without vectors for now: %s", contents.size(), e.getMessage());
      return contents.stream().map(content -> Optional.<Embedding>empty()).toList();
    }
  }

  /** Memories of the same scope that say nearly the same, nearest first. */
  List<UUID> near(UUID tenant, UUID scopeId, Embedding vector, Instant now) {
    IndexQuery query =
        new IndexQuery(
            Set.of(scopeId), Set.of(), Set.of(), Set.of(), null, vector, now, now, MOST_LINKS);
    try {
      return index.search(tenant, query).hits().stream()
          .filter(hit -> hit.dense().orElse(0) >= NEARLY_THE_SAME)
          .map(IndexHit::id)
          .toList();
    } catch (IndexUnavailableException e) {
      LOG.warnf("near-duplicates are not linked for now: %s", e.getMessage());
      return List.of();
    }
  }
}
