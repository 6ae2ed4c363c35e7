package io.mnemon.cli;

import org.jspecify.annotations.Nullable;

/**
 * A command that failed: one line for people, the server's own words for programs, an exit code. An
 * empty line means that nobody wants to know.
 */
final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;
  private final String json;

  private CommandFailure(ExitCode exitCode, String line, String json, @Nullable Throwable cause) {
    super(line, cause);
    this.exitCode = exitCode;
    this.json = json;
  }

  static CommandFailure usage(String line) {
    return new CommandFailure(ExitCode.USAGE, line, "", null);
  }

  static CommandFailure unreachable(String line, Throwable cause) {
    return new CommandFailure(ExitCode.UNREACHABLE, line, "", cause);
  }

  /** Nobody reads the output any more. */
  static CommandFailure unwanted(Throwable cause) {
    return new CommandFailure(ExitCode.UNWANTED, "", "", cause);
  }

  /**
   * An answer that is not a success.
   *
   * @param json the body of the answer if it is JSON, else empty
   */
  static CommandFailure refused(String line, String json) {
    return new CommandFailure(ExitCode.REFUSED, line, json, null);
  }

  ExitCode exitCode() {
    return exitCode;
  }

  String line() {
    return String.valueOf(getMessage());
  }

  String json() {
    return json;
  }
}
