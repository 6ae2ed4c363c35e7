package io.mnemon.gateway.json;

import io.mnemon.api.ServiceException;
import io.mnemon.api.Violation;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with a request, collected so that its caller learns it all at once. */
public final class Refusals {
  private static final int MAX_VIOLATIONS = 20;
  private static final int MAX_SHOWN = 80;

  private final List<Violation> violations = new ArrayList<>();

  /**
   * Notes that a field is wrong.
   *
   * @param message what is wrong and what would be right
   */
  public void add(String path, String message) {
    if (violations.size() < MAX_VIOLATIONS) {
      violations.add(new Violation(shown(path), message));
    }
  }

  /**
   * @throws ServiceException INVALID_ARGUMENT if anything is wrong
   */
  public void throwIfAny() {
    if (!violations.isEmpty()) {
      throw ServiceException.invalid(violations);
    }
  }

  /** A caller's text, short and printable enough to be part of a message. */
  static String shown(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .limit(MAX_SHOWN)
        .map(c -> Character.isISOControl(c) || isSurrogate(c) ? '\uFFFD' : c)
        .forEach(shown::appendCodePoint);
    return shown.length() < text.length() ? shown + "…" : shown.toString();
  }

  private static boolean isSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }
}
