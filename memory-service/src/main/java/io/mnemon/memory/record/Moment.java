package io.mnemon.memory.record;

import java.time.Instant;
import java.util.Optional;

/**
 * The two times of a question: facts have a time when they were true, and one when they were
 * learnt.
 *
 * @param asOf what was true then; if empty it does not matter
 * @param knownAt what was recorded by then, in the version of then; now if empty
 */
public record Moment(Optional<Instant> asOf, Optional<Instant> knownAt) {

  /** What is known now, true or not. */
  public static final Moment NOW = new Moment(Optional.empty(), Optional.empty());
}
