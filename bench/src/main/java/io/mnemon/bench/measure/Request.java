package io.mnemon.bench.measure;

import io.mnemon.bench.door.Outcome;

/** What a load does over and over. */
public interface Request<C> {

  /**
   * Sends one and waits for its answer.
   *
   * @param number how many were begun before it
   */
  Outcome send(C client, long number);
}
