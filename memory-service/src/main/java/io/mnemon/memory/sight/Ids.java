package io.mnemon.memory.sight;

import io.mnemon.api.ServiceException;
import java.util.UUID;

/** Ids as requests spell them. */
final class Ids {
  /** An id that no principal has. */
  static final UUID NOBODY = new UUID(0, 0);

  private Ids() {}

  /** A text that is not an id names no unit: it is not found, like any other that is not there. */
  static UUID unit(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw ServiceException.notFound("unit " + text);
    }
  }
}
