package io.mnemon.tenancy;

import java.util.Locale;
import java.util.Optional;

/** The built-in roles, weakest first. A role is granted on a unit and holds for all beneath it. */
public enum Role {
  VIEWER,
  AGENT,
  DEVELOPER,
  TECH_LEAD,
  ARCHITECT,
  ADMIN,
  TENANT_ADMIN;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** The role's word on the wire and in tables, e.g. {@code tech_lead}. */
  public String word() {
    return word;
  }

  public boolean isAtLeast(Role other) {
    return compareTo(other) >= 0;
  }

  public static Optional<Role> ofWord(String word) {
    for (Role role : values()) {
      if (role.word.equals(word)) {
        return Optional.of(role);
      }
    }
    return Optional.empty();
  }
}
