package io.mnemon.crypto;

import org.jspecify.annotations.Nullable;

/** A ciphertext that was changed, or that belongs to another key or context. */
public class DecryptionFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DecryptionFailedException(String message) {
    this(message, null);
  }

  DecryptionFailedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
