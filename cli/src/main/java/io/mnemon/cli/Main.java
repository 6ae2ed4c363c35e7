package io.mnemon.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** The entry point of the mnemon command. */
final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    // System.out would keep to itself that it cannot be written.
    Surroundings surroundings =
        new Surroundings(
            System.getenv(),
            System.in,
            new Output(new FileOutputStream(FileDescriptor.out)),
            new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    int exitCode = MnemonCommand.commandLine(surroundings).execute(arguments);
    System.exit(exitCode);
  }
}
