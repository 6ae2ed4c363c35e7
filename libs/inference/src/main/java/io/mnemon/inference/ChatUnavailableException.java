package io.mnemon.inference;

/** A language model that gave no answer, and why. */
public final class ChatUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean mayPass;

  /**
   * @param mayPass whether asking again later may help
   */
  public ChatUnavailableException(String message, boolean mayPass) {
    super(message);
    this.mayPass = mayPass;
  }

  public boolean mayPass() {
    return mayPass;
  }
}
