package io.mnemon.memory.recall;

import io.mnemon.memory.record.Memory;
import io.mnemon.memory.record.MemoryReader;
import io.mnemon.memory.sight.Sight;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.UUID;

/**
 * Reads candidates from the record, best first, until no further one can be among those wanted.
 *
 * <p>Precedence is always settled among the same best candidates, whatever page is wanted: pages
 * are cut from one ranking.
 */
final class Ranking {
  private static final int LEAST_CHUNK = 50;

  private final MemoryReader memories;
  private final VectorReader vectors;
  private final Shaping shaping;
  private final RecallTuning tuning;

  Ranking(MemoryReader memories, VectorReader vectors, RecallTuning tuning) {
    this.memories = memories;
    this.vectors = vectors;
    this.shaping = new Shaping(tuning);
    this.tuning = tuning;
  }

  /**
   * @param candidates what may be found, in any order
   * @param known those memories that have been read already
   * @param wanted how many are wanted at most
   * @param threshold the score below which nothing is wanted
   * @return what the record still has and what fits, best first; more than wanted if at hand
   */
  List<Shaped> best(
      Sight sight,
      List<Candidate> candidates,
      Map<UUID, Memory> known,
      Fit fit,
      int wanted,
      OptionalDouble threshold) {
    List<Candidate> sorted = candidates.stream().sorted(Candidate.BEST_FIRST).toList();
    List<Shaped> ranked = new ArrayList<>();
    int next = 0;
    while (next < sorted.size() && !isSettled(ranked, sorted.get(next), wanted, threshold)) {
      boolean isFirst = next == 0;
      int end = Math.min(sorted.size(), next + chunk(isFirst));
      List<Shaped> shaped = read(sight, sorted.subList(next, end), known, fit);
      ranked.addAll(isFirst ? withPrecedence(sight, shaped) : shaped);
      ranked.sort(Shaped.BEST_FIRST);
      next = end;
    }
    return ranked.stream().filter(each -> each.score() >= threshold.orElse(0)).toList();
  }

  private int chunk(boolean isFirst) {
    return isFirst && tuning.precedencePool() > 0
        ? tuning.precedencePool()
        : Math.max(LEAST_CHUNK, tuning.precedencePool());
  }

  private boolean isSettled(
      List<Shaped> ranked, Candidate next, int wanted, OptionalDouble threshold) {
    double atMost = next.fused() * shaping.maxFactor();
    return atMost < threshold.orElse(0)
        || (ranked.size() >= wanted && ranked.get(wanted - 1).product() > atMost);
  }

  private List<Shaped> read(Sight sight, List<Candidate> chunk, Map<UUID, Memory> known, Fit fit) {
    Set<UUID> missing = new HashSet<>();
    Set<UUID> scopes = new HashSet<>();
    for (Candidate candidate : chunk) {
      if (!known.containsKey(candidate.id())) {
        missing.add(candidate.id());
        scopes.add(candidate.scopeId());
      }
    }
    Map<UUID, Memory> read = new HashMap<>(known);
    if (!missing.isEmpty()) {
      memories
          .findAll(sight.scope().narrowedTo(scopes), missing)
          .forEach(memory -> read.put(memory.id(), memory));
    }
    Instant reference = fit.asOf();
    List<Shaped> shaped = new ArrayList<>();
    for (Candidate candidate : chunk) {
      Memory memory = read.get(candidate.id());
      if (memory != null && fit.test(memory)) {
        shaped.add(shaping.shape(candidate, memory, reference));
      }
    }
    return shaped;
  }

  private List<Shaped> withPrecedence(Sight sight, List<Shaped> pool) {
    if (tuning.precedencePool() == 0 || !Shaping.spansLayers(pool)) {
      return pool;
    }
    Set<UUID> ids = new HashSet<>();
    Set<UUID> scopes = new HashSet<>();
    for (Shaped shaped : pool) {
      ids.add(shaped.memory().id());
      scopes.add(shaped.memory().scope().id());
    }
    return shaping.withPrecedence(pool, vectors.vectors(sight.scope().narrowedTo(scopes), ids));
  }
}
