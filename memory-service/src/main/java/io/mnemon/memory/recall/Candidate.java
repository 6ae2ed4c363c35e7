package io.mnemon.memory.recall;

import io.mnemon.memory.record.Memory;
import java.util.Comparator;
import java.util.OptionalDouble;
import java.util.UUID;

/**
 * A memory that may be an answer.
 *
 * @param dense the cosine of query and memory
 * @param lexical BM25
 * @param fused what both legs say together, 0 to 1
 */
record Candidate(
    UUID id, UUID scopeId, OptionalDouble dense, OptionalDouble lexical, double fused) {
  static final Comparator<Candidate> BEST_FIRST =
      Comparator.comparingDouble(Candidate::fused).reversed().thenComparing(Candidate::id);

  static Candidate ofSecret(Memory memory, SecretScores.Score score) {
    return new Candidate(
        memory.id(),
        memory.scope().id(),
        OptionalDouble.empty(),
        OptionalDouble.of(score.bm25()),
        score.coverage());
  }
}
