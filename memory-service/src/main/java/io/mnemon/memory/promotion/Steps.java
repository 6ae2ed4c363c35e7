package io.mnemon.memory.promotion;

import io.mnemon.tenancy.Layer;
import java.util.Optional;

/** One step up, never two. */
final class Steps {
  private Steps() {}

  /** The layer above; a session's memories go where those of its user go. */
  static Optional<Layer> above(Layer layer) {
    return switch (layer) {
      case AGENT -> Optional.of(Layer.USER);
      case USER, SESSION -> Optional.of(Layer.PROJECT);
      case PROJECT -> Optional.of(Layer.TEAM);
      case TEAM -> Optional.of(Layer.ORG);
      case ORG -> Optional.of(Layer.COMPANY);
      case COMPANY -> Optional.empty();
    };
  }
}
