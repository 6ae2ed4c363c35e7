package io.mnemon.gateway.compat.anthropic;

/** What the tool tells the model in place of a result. */
final class ToolFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ToolFailure(String message) {
    super(message);
  }
}
