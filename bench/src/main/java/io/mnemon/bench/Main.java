package io.mnemon.bench;

import java.io.PrintStream;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;

/** The entry point: {@code make bench} and {@code make bench-compare}. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    // Rows are known again by their labels, whatever the machine's language.
    Locale.setDefault(Locale.ROOT);
    System.exit(commandLine(System.out, System.getenv()).execute(arguments));
  }

  static CommandLine commandLine(PrintStream screen, Map<String, String> environment) {
    return new CommandLine(new BenchCommand(Clock.systemUTC(), screen, environment))
        .addSubcommand(new CompareCommand(screen))
        .addSubcommand(new AccessCommand(screen))
        .addSubcommand(new DecisionsCommand(screen))
        .addSubcommand(new AnswersCommand(screen, environment))
        .addSubcommand(new ForgetCommand(screen, environment))
        .addSubcommand(new TransferCommand(screen, environment))
        .addSubcommand(new DoorsCommand(Clock.systemUTC(), screen, environment))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              command.getErr().println(failure);
              for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
                command.getErr().println("  because: " + cause);
              }
              return CommandLine.ExitCode.SOFTWARE;
            });
  }
}
