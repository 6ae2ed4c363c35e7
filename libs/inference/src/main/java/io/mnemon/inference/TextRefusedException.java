package io.mnemon.inference;

/**
 * Says that an embedding model does not take a text, however often it is asked: most likely it is
 * too long. The model takes others as ever.
 */
public final class TextRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int place;

  /**
   * @param place which of the texts it is, from 0 on
   */
  public TextRefusedException(String message, int place) {
    super(message);
    this.place = place;
  }

  /** Which of the texts it is, from 0 on. */
  public int place() {
    return place;
  }

  /** The same among other texts. */
  TextRefusedException at(int other) {
    return new TextRefusedException(String.valueOf(getMessage()), other);
  }
}
