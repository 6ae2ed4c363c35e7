package io.mnemon.memory.record;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The answer to a request to add.
 *
 * @param outcomes in the order of the drafts
 * @param operation what goes on with them, if something does
 */
public record AddAnswer(List<AddOutcome> outcomes, Optional<UUID> operation) {
  public AddAnswer {
    outcomes = List.copyOf(outcomes);
  }
}
