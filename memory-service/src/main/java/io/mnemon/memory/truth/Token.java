package io.mnemon.memory.truth;

/**
 * A word or a value of a sentence.
 *
 * @param text in lower case; of a value what is the same however it was written
 * @param isName whether it was written with a capital
 */
record Token(String text, Type type, boolean isName) {
  /** What kind of value it is. */
  enum Type {
    WORD,
    NUMBER,
    DATE,
    TIME,
    COMMA
  }

  static Token word(String text) {
    return new Token(text, Type.WORD, false);
  }

  boolean isValue() {
    return type == Type.NUMBER || type == Type.DATE || type == Type.TIME;
  }

  boolean says(String word) {
    return text.equals(word);
  }

  boolean sameAs(Token other) {
    return text.equals(other.text);
  }
}
