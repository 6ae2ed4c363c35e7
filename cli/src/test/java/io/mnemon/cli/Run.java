package io.mnemon.cli;

import java.io.ByteArrayInputStream;
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
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Surroundings surroundings =
        new Surroundings(
            environment,
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            new PrintWriter(out),
            new PrintWriter(err));
    int exitCode = MnemonCommand.commandLine(surroundings).execute(arguments);
    return new Run(exitCode, out.toString(), err.toString());
  }
}
