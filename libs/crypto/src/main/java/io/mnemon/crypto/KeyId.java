package io.mnemon.crypto;

/** The name of one key of a keyring: 1 to 64 letters, digits, dots, dashes or underscores. */
public record KeyId(String value) {
  public KeyId {
    if (!value.matches("[A-Za-z0-9._-]{1,64}")) {
      throw new IllegalArgumentException(
          "a key's id is 1 to 64 letters, digits, dots, dashes or underscores");
    }
  }
}
