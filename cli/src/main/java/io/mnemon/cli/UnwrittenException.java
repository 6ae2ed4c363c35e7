package io.mnemon.cli;

import java.io.IOException;

/** What the server answered could not be written here: no fault of the server's. */
final class UnwrittenException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final IOException reason;

  UnwrittenException(IOException reason) {
    super(reason);
    this.reason = reason;
  }

  IOException reason() {
    return reason;
  }
}
