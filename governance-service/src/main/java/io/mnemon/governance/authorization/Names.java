package io.mnemon.governance.authorization;

import io.mnemon.api.ServiceException;
import java.util.Comparator;
import java.util.Set;
import java.util.regex.Pattern;

/** The rules for names of roles and policies, and of the actions that they speak of. */
final class Names {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,63}");

  private Names() {}

  /**
   * @throws ServiceException INVALID_ARGUMENT for the field if it is no name
   */
  static String checked(String field, String name) {
    if (!NAME.matcher(name).matches()) {
      throw ServiceException.invalid(
          field,
          "\""
              + name
              + "\" is no name: give 1 to 64 lower-case letters, digits, _ and -, a letter first");
    }
    return name;
  }

  /** Of the known words the one that is written most alike. */
  static String nearest(String word, Set<String> known) {
    return known.stream()
        .sorted()
        .min(Comparator.comparingInt(one -> distance(one, word)))
        .orElse("");
  }

  /** How many letters must be put in, left out or replaced to make one word the other. */
  private static int distance(String one, String other) {
    int[] above = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int[] row = new int[other.length() + 1];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int replaced = above[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, Math.min(above[j], row[j - 1]) + 1);
      }
      above = row;
    }
    return above[other.length()];
  }
}
