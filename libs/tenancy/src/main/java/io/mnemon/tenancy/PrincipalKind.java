package io.mnemon.tenancy;

import java.util.Locale;
import java.util.Optional;

/** What kind of principal holds a credential. */
public enum PrincipalKind {
  USER,
  AGENT,
  APPLICATION,
  /** A part of the platform itself; it has no tenant of its own. */
  SERVICE;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** The kind's word on the wire and in tables, e.g. {@code application}. */
  public String word() {
    return word;
  }

  public static Optional<PrincipalKind> ofWord(String word) {
    for (PrincipalKind kind : values()) {
      if (kind.word.equals(word)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
