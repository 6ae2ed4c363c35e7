package io.mnemon.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** The entry point of the mnemon command. */
final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    Surroundings surroundings =
        new Surroundings(
            System.getenv(),
            System.in,
            new PrintWriter(System.out, true, StandardCharsets.UTF_8),
            new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    int exitCode = MnemonCommand.commandLine(surroundings).execute(arguments);
    surroundings.out().flush();
    System.exit(exitCode);
  }
}
