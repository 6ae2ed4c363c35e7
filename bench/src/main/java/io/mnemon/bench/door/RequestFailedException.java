package io.mnemon.bench.door;

/** A request was refused, or no answer came. */
public final class RequestFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RequestFailedException(String message) {
    super(message);
  }

  public RequestFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
