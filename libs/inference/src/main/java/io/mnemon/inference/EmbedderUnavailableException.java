package io.mnemon.inference;

import org.jspecify.annotations.Nullable;

/** Says that an embedding model cannot answer now; the same call may succeed later. */
public final class EmbedderUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public EmbedderUnavailableException(String message) {
    this(message, null);
  }

  public EmbedderUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
