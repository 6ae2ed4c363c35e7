package io.mnemon.index;

import org.jspecify.annotations.Nullable;

/** Says that the index cannot answer now; the same call may succeed later. */
public final class IndexUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public IndexUnavailableException(String message) {
    this(message, null);
  }

  public IndexUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
