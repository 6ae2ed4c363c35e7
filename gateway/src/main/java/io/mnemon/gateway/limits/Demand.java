package io.mnemon.gateway.limits;

import java.util.Map;

/**
 * What a request uses.
 *
 * @param work what kind of work it is
 * @param search whether it is a search
 * @param bytes its size
 * @param memories how many memories it adds
 * @param subjects the subjects that it names, with how many of the memories concern each; empty if
 *     it names none
 */
record Demand(
    Turns.Work work, boolean search, long bytes, int memories, Map<String, Integer> subjects) {
  Demand {
    subjects = Map.copyOf(subjects);
  }
}
