package io.mnemon.governance.identity;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which claims of an issuer's tokens say what.
 *
 * @param principal names a person who comes for the first time
 * @param groups the groups of a person; dots lead inside
 * @param directory finds a person who comes for the first time in the directory; null if nobody is
 *     looked for there
 */
record ClaimNames(String principal, String groups, @Nullable DirectoryClaim directory) {

  /**
   * @param claim whose value is that of the attribute
   */
  record DirectoryClaim(String claim, Attribute attribute) {}

  /** By what a directory knows its users. */
  enum Attribute {
    EXTERNAL_ID("external_id"),
    USER_NAME("user_name");

    private final String word;

    Attribute(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }

    static Optional<Attribute> ofWord(String word) {
      return Arrays.stream(values()).filter(one -> one.word.equals(word)).findFirst();
    }

    static String words() {
      return Arrays.stream(values()).map(Attribute::word).collect(Collectors.joining(" or "));
    }
  }
}
