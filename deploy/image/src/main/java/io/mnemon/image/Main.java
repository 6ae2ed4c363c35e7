package io.mnemon.image;

import java.io.PrintStream;
import picocli.CommandLine;

/** The entry point: {@code make aot} and {@code make image}. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(commandLine(System.out).execute(arguments));
  }

  static CommandLine commandLine(PrintStream screen) {
    return new CommandLine(new MnemonImage())
        .addSubcommand(new TrainCommand(screen))
        .addSubcommand(new ImageCommand(screen))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              command.getErr().println(failure.getMessage());
              for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
                command.getErr().println("  because: " + cause);
              }
              return CommandLine.ExitCode.SOFTWARE;
            });
  }

  @CommandLine.Command(name = "mnemon-image", synopsisSubcommandLabel = "COMMAND")
  private static final class MnemonImage {}
}
