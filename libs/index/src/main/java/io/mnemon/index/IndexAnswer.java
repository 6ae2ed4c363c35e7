package io.mnemon.index;

import java.util.List;

/**
 * What a search has found.
 *
 * @param hits the union of both legs, in the order of their ids: sums over them come out the same
 *     again
 * @param caughtUp whether every change applied before the search was visible to it
 */
public record IndexAnswer(List<IndexHit> hits, boolean caughtUp) {
  public IndexAnswer {
    hits = List.copyOf(hits);
  }
}
