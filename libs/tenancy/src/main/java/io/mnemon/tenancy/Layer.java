package io.mnemon.tenancy;

import java.util.Locale;
import java.util.Optional;

/** The layers of memory, most specific first. */
public enum Layer {
  AGENT,
  USER,
  SESSION,
  PROJECT,
  TEAM,
  ORG,
  COMPANY;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** The layer's word on the wire and in tables, e.g. {@code user}. */
  public String word() {
    return word;
  }

  /** Whether memories of the layer belong to one user. */
  public boolean isPersonal() {
    return this == AGENT || this == USER || this == SESSION;
  }

  /** Whether memories of the layer belong to a unit of the tree. */
  public boolean isUnit() {
    return this == PROJECT || this == TEAM || this == ORG;
  }

  public static Optional<Layer> ofWord(String word) {
    for (Layer layer : values()) {
      if (layer.word.equals(word)) {
        return Optional.of(layer);
      }
    }
    return Optional.empty();
  }
}
