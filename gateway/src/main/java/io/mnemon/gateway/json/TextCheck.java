package io.mnemon.gateway.json;

/** Whether a string that JSON can spell is text at all. */
final class TextCheck {
  private TextCheck() {}

  /** Refuses half of a surrogate pair, which no encoding of Unicode can carry. */
  static void check(String text, String path, Refusals refusals) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (!pair) {
        refusals.add(
            path,
            "contains half of a surrogate pair (\\u%04x), which is not a character: write the whole"
                    .formatted((int) c)
                + " pair or leave it out");
        return;
      }
      i++;
    }
  }
}
