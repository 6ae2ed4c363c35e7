package io.mnemon.memory.operation;

import java.util.UUID;

/** What an operation does with one of its memories. Repeating it gives the same outcome. */
@FunctionalInterface
public interface ItemWork {
  /**
   * @throws UnfitItemException if it can never be done
   * @throws RuntimeException if it may be done later
   */
  ItemOutcome on(UUID tenant, Operation operation, UUID memory);

  /** What cannot be done with a memory, however often it is tried. */
  final class UnfitItemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message why, for whoever reads the operation
     */
    public UnfitItemException(String message) {
      super(message);
    }
  }
}
