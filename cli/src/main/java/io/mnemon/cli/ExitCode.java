package io.mnemon.cli;

/** What the command tells the shell. */
enum ExitCode {
  OK(0),
  /** The server understood and said no. */
  REFUSED(1),
  /** The command line or the environment is wrong. */
  USAGE(2),
  /** No answer from the server. */
  UNREACHABLE(3);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}
