package io.mnemon.embedded;

/** A start that was refused, with a sentence that says what was wrong and what to do. */
public final class CannotStart extends RuntimeException {

  private static final long serialVersionUID = 1L;

  CannotStart(String message) {
    super(message);
  }

  CannotStart(String message, Throwable cause) {
    super(message, cause);
  }
}
