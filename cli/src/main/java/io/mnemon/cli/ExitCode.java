package io.mnemon.cli;

/** What the command tells the shell. */
enum ExitCode {
  OK(0),
  /** The server understood and said no. */
  REFUSED(1),
  /** The command line or the environment is wrong, or the output cannot be written. */
  USAGE(2),
  /** No answer from the server. */
  UNREACHABLE(3),
  /** Whoever reads the output went away; what a shell tells of a command that SIGPIPE has ended. */
  UNWANTED(141);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}
