package io.mnemon.governance.provisioning;

import io.mnemon.governance.tenant.Name;
import org.jspecify.annotations.Nullable;

/** The rules for what a directory says in words. */
final class Attribute {
  private static final int MAX_CHARACTERS = 256;
  private static final int MAX_EMAIL = 320;

  private Attribute() {}

  /** An id of the directory's own; null for none. */
  static @Nullable String id(String field, @Nullable String raw) {
    return raw == null || raw.isEmpty() ? null : Name.checked(field, raw, MAX_CHARACTERS);
  }

  /** A text that may be empty. */
  static String text(String field, String raw) {
    return raw.isBlank() ? "" : Name.checked(field, raw, MAX_CHARACTERS);
  }

  /** A text that must be there. */
  static String required(String field, String raw) {
    return Name.checked(field, raw, MAX_CHARACTERS);
  }

  static String email(String field, String raw) {
    return Name.checked(field, raw, MAX_EMAIL);
  }
}
