package io.mnemon.inference;

/** Says that a model answered, but does not take what it was sent. */
final class InputRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  InputRefusedException(String why) {
    super(why);
  }

  String why() {
    return String.valueOf(getMessage());
  }
}
