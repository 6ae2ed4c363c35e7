package io.mnemon.image;

import org.jspecify.annotations.Nullable;

/** Why something cannot be made, and what would help. */
final class CannotMake extends RuntimeException {
  private static final long serialVersionUID = 1;

  CannotMake(String message) {
    super(message);
  }

  CannotMake(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
