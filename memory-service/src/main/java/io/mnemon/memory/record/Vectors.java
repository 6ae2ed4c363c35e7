package io.mnemon.memory.record;

import io.mnemon.index.HybridIndex;
import io.mnemon.index.IndexUnavailableException;
import io.mnemon.index.NearQuery;
import io.mnemon.inference.Embedder;
import io.mnemon.inference.EmbedderUnavailableException;
import io.mnemon.inference.Embedding;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * The vectors of contents, and what they are near to. Neither is needed to keep a memory: without
 * the model its vector comes later, without the index its near-duplicates stay unlinked.
 */
public final class Vectors {
  private static final Logger LOG = Logger.getLogger(Vectors.class);
  private static final double NEARLY_THE_SAME = 0.95;
  private static final int MOST_LINKS = 5;

  private final Embedder embedder;
  private final HybridIndex index;

  public Vectors(Embedder embedder, HybridIndex index) {
    this.embedder = embedder;
    this.index = index;
  }

  /**
   * The vectors in the order of the contents, of one that is too long for the model that of its
   * beginning; none at all if the model cannot answer.
   */
  public List<Optional<Embedding>> of(List<String> contents) {
    if (contents.isEmpty()) {
      return List.of();
    }
    try {
      return embedder.embedBeginnings(contents);
    } catch (EmbedderUnavailableException e) {
      LOG.warnf(
          "%d memories are kept without vectors for now: %s", contents.size(), e.getMessage());
      return contents.stream().map(content -> Optional.<Embedding>empty()).toList();
    }
  }

  /** Where a memory is and what it says. */
  record Placed(UUID scopeId, Embedding vector) {}

  /**
   * For each of the memories those of the same scope that say nearly the same, nearest first, in
   * the memories' order.
   */
  List<List<UUID>> near(UUID tenant, List<Placed> memories, Instant now) {
    if (memories.isEmpty()) {
      return List.of();
    }
    try {
      return index.near(
          tenant,
          memories.stream()
              .map(
                  each ->
                      new NearQuery(
                          each.scopeId(), each.vector(), now, NEARLY_THE_SAME, MOST_LINKS))
              .toList());
    } catch (IndexUnavailableException e) {
      LOG.warnf("near-duplicates are not linked for now: %s", e.getMessage());
      return memories.stream().map(each -> List.<UUID>of()).toList();
    }
  }
}
