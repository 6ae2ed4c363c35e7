package io.mnemon.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What one run of the command did. */
record Run(int exitCode, String out, String err) {
  static Run of(Map<String, String> environment, String... arguments) {
    return piped("", environment, arguments);
  }

  static Run piped(String input, Map<String, String> environment, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Run run = run(input, out, environment, arguments);
    return new Run(run.exitCode(), out.toString(StandardCharsets.UTF_8), run.err());
  }

  /** A run whose results go elsewhere. */
  static Run into(OutputStream out, Map<String, String> environment, String... arguments) {
    return run("", out, environment, arguments);
  }

  private static Run run(
      String input, OutputStream out, Map<String, String> environment, String... arguments) {
    StringWriter err = new StringWriter();
    Surroundings surroundings =
        new Surroundings(
            environment,
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            new Output(out),
            new PrintWriter(err));
    int exitCode = MnemonCommand.commandLine(surroundings).execute(arguments);
    return new Run(exitCode, "", err.toString());
  }
}
