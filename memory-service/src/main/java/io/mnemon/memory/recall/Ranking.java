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
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Puts candidates into order by what the index says of them, then reads the best from the record,
 * whose word is the last: what it does not have, or has otherwise by now, is passed over.
 *
 * <p>The whole order is settled before anything is read, whatever page is wanted: pages are cut
 * from one ranking.
 */
final class Ranking {
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

  /** A candidate's place in the ranking, and the memory. */
  record Ranked(Shaped shaped, Memory memory) {}

  /**
   * @param candidates what may be found, in any order
   * @param known those memories that have been read already
   * @param fit what the record must say of a memory
   * @param reference the time that is asked about
   * @param words what the question says about time
   * @param wanted how many are wanted at most
   * @param threshold the score below which nothing is wanted
   * @return the best, best first
   */
  List<Ranked> best(
      Sight sight,
      List<Candidate> candidates,
      Map<UUID, Memory> known,
      Predicate<Memory> fit,
      Instant reference,
      TimeWords words,
      int wanted,
      OptionalDouble threshold) {
    List<Shaped> order =
        settled(
                sight,
                candidates.stream()
                    .map(candidate -> shaping.shape(candidate, reference, words))
                    .sorted(Shaped.BEST_FIRST)
                    .toList())
            .filter(shaped -> shaped.score() >= threshold.orElse(0))
            .toList();
    List<Ranked> ranked = new ArrayList<>();
    int next = 0;
    while (ranked.size() < wanted && next < order.size()) {
      // As many again as are missing: usually the record has them all, and one read is enough.
      int end = Math.min(order.size(), next + wanted - ranked.size());
      read(sight, order.subList(next, end), known).stream()
          .filter(each -> fit.test(each.memory()))
          .forEach(ranked::add);
      next = end;
    }
    return ranked;
  }

  /** The order with precedence settled among the best. */
  private Stream<Shaped> settled(Sight sight, List<Shaped> sorted) {
    List<Shaped> pool = sorted.subList(0, Math.min(tuning.precedencePool(), sorted.size()));
    if (!Shaping.spansLayers(pool)) {
      return sorted.stream();
    }
    Set<UUID> ids = new HashSet<>();
    Set<UUID> scopes = new HashSet<>();
    for (Shaped shaped : pool) {
      ids.add(shaped.candidate().id());
      scopes.add(shaped.candidate().scopeId());
    }
    List<Shaped> withPrecedence =
        shaping.withPrecedence(pool, vectors.vectors(sight.scope().narrowedTo(scopes), ids));
    return Stream.concat(
            withPrecedence.stream(), sorted.subList(pool.size(), sorted.size()).stream())
        .sorted(Shaped.BEST_FIRST);
  }

  private List<Ranked> read(Sight sight, List<Shaped> some, Map<UUID, Memory> known) {
    Set<UUID> missing = new HashSet<>();
    Set<UUID> scopes = new HashSet<>();
    for (Shaped shaped : some) {
      if (!known.containsKey(shaped.candidate().id())) {
        missing.add(shaped.candidate().id());
        scopes.add(shaped.candidate().scopeId());
      }
    }
    Map<UUID, Memory> read = new HashMap<>(known);
    if (!missing.isEmpty()) {
      memories
          .findAll(sight.scope().narrowedTo(scopes), missing)
          .forEach(memory -> read.put(memory.id(), memory));
    }
    List<Ranked> ranked = new ArrayList<>();
    for (Shaped shaped : some) {
      Memory memory = read.get(shaped.candidate().id());
      if (memory != null) {
        ranked.add(new Ranked(shaped, memory));
      }
    }
    return ranked;
  }
}
