package io.mnemon.memory.recall;

import io.mnemon.index.IndexHit;
import io.mnemon.memory.record.Memory;
import io.mnemon.tenancy.Layer;
import java.time.Instant;
import java.util.OptionalDouble;
import java.util.UUID;

/**
 * A memory that may be an answer, with all that its score is made of.
 *
 * @param tellsTime whether its text tells when something happened
 * @param dense the cosine of query and memory
 * @param lexical BM25
 * @param fused what both legs say together, 0 to 1
 */
record Candidate(
    UUID id,
    UUID scopeId,
    Layer layer,
    Instant eventTime,
    double importance,
    boolean tellsTime,
    OptionalDouble dense,
    OptionalDouble lexical,
    double fused) {

  /**
   * @param importance what the memory's importance is worth now
   */
  static Candidate of(IndexHit hit, double importance, double fused) {
    return new Candidate(
        hit.id(),
        hit.scopeId(),
        hit.layer(),
        hit.eventTime(),
        importance,
        hit.tellsTime(),
        hit.dense(),
        hit.lexical(),
        fused);
  }

  static Candidate ofEarlier(
      Memory memory, SecretScores.Score score, OptionalDouble cosine, double fused) {
    return new Candidate(
        memory.id(),
        memory.scope().id(),
        memory.scope().layer(),
        memory.attributes().eventTime(),
        memory.effectiveImportance(),
        TimeTold.in(memory.attributes().content()),
        cosine,
        score.coverage() > 0 ? OptionalDouble.of(score.bm25()) : OptionalDouble.empty(),
        fused);
  }

  /** Of one whose score is not known before all of them have been read. */
  static Candidate ofSecret(Memory memory) {
    return new Candidate(
        memory.id(),
        memory.scope().id(),
        memory.scope().layer(),
        memory.attributes().eventTime(),
        memory.effectiveImportance(),
        TimeTold.in(memory.attributes().content()),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        0);
  }

  /** A secret memory has no vector: what its words say stands for both legs. */
  Candidate scored(SecretScores.Score score) {
    return new Candidate(
        id,
        scopeId,
        layer,
        eventTime,
        importance,
        tellsTime,
        dense,
        OptionalDouble.of(score.bm25()),
        score.coverage());
  }
}
