package io.mnemon.memory.transfer;

import io.mnemon.memory.transfer.ArrivingLine.Right;
import io.mnemon.memory.transfer.TransferStore.Arriving;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a line by its id, and what it would be as a memory.
 *
 * @param isKnown whether its upload has brought it before
 */
record Fresh(LineOutcome outcome, @Nullable Arriving memory, boolean isKnown) {

  static Fresh added(Arriving memory, boolean renamed) {
    return new Fresh(new LineOutcome.Added(renamed), memory, false);
  }

  static Fresh nothing(LineOutcome outcome) {
    return new Fresh(outcome, null, false);
  }

  /**
   * The same of a line that its upload has brought before. It comes back if the upload came to its
   * end, and its memory would be known if it were there.
   */
  Fresh again(Right line, boolean isComplete) {
    if (outcome instanceof LineOutcome.Refused) {
      return this;
    }
    boolean keepsId = line.past().id() != null && outcome.equals(new LineOutcome.Added(false));
    return isComplete && memory != null && (keepsId || line.isTheSameAgain())
        ? new Fresh(outcome, memory, true)
        : new Fresh(new LineOutcome.PassedOver(), null, true);
  }

  /** What it is if its memory turns out to be there. */
  LineOutcome left() {
    return isKnown ? new LineOutcome.PassedOver() : new LineOutcome.Duplicate();
  }
}
