package io.mnemon.governance.access;

import io.mnemon.api.ServiceException;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What keys can be limited to: actions, groups of them such as {@code memory.*}, or {@code *}. */
final class KeyScopes {
  private static final int MAX_SCOPES = 64;
  private static final int MAX_LENGTH = 64;
  private static final String EVERYTHING = "*";
  private static final String GROUP = ".*";

  private final Set<String> known;

  /**
   * @param actions all actions, e.g. {@code memory.add}
   */
  KeyScopes(Set<String> actions) {
    this.known = new TreeSet<>(actions);
    actions.forEach(action -> known.add(action.substring(0, action.indexOf('.')) + GROUP));
    known.add(EVERYTHING);
  }

  /**
   * The scopes without repetitions.
   *
   * @throws ServiceException INVALID_ARGUMENT for an unknown one, naming the nearest known one
   */
  List<String> checked(List<String> scopes) {
    if (scopes.size() > MAX_SCOPES) {
      throw ServiceException.invalid(
          "scopes", "are " + scopes.size() + ": give at most " + MAX_SCOPES + ", or groups");
    }
    for (int i = 0; i < scopes.size(); i++) {
      String scope = scopes.get(i);
      if (scope.length() > MAX_LENGTH) {
        throw ServiceException.invalid(
            "scopes[" + i + "]", "is too long to be an action: give one such as memory.add");
      }
      if (!known.contains(scope)) {
        throw ServiceException.invalid(
            "scopes[" + i + "]",
            "\"" + scope + "\" is no action: did you mean \"" + nearest(scope) + "\"?");
      }
    }
    return scopes.stream().distinct().toList();
  }

  /** Whether a key with the granted scopes may do everything that the scope says. */
  static boolean include(List<String> granted, String scope) {
    return granted.isEmpty()
        || granted.stream()
            .anyMatch(
                one ->
                    one.equals(scope)
                        || one.equals(EVERYTHING)
                        || (one.endsWith(GROUP)
                            && scope.startsWith(one.substring(0, one.length() - 1))));
  }

  private String nearest(String scope) {
    return known.stream()
        .min(Comparator.comparingInt(one -> distance(one, scope)))
        .orElse(EVERYTHING);
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
