package io.mnemon.governance.tenant;

import java.util.Locale;
import java.util.Optional;

/** The levels of a tenant's tree, from the top. */
public enum UnitKind {
  ORGANIZATION,
  TEAM,
  PROJECT;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** The kind's word on the wire and in tables, e.g. {@code team}. */
  public String word() {
    return word;
  }

  /** The kind of unit that one of this kind stands beneath; none for the top level. */
  public Optional<UnitKind> parent() {
    return this == ORGANIZATION ? Optional.empty() : Optional.of(values()[ordinal() - 1]);
  }

  public static Optional<UnitKind> ofWord(String word) {
    for (UnitKind kind : values()) {
      if (kind.word.equals(word)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
