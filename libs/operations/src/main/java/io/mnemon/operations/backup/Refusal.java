package io.mnemon.operations.backup;

/**
 * A command that cannot be carried out, with a sentence that says what was wrong and what to do.
 */
public final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  Refusal(String message) {
    super(message);
  }

  Refusal(String message, Throwable cause) {
    super(message, cause);
  }
}
