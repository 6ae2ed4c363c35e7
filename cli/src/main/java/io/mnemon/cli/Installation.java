package io.mnemon.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The Mnemon that is installed on this machine. What works on its data folder is in its own program
 * and runs in a process of its own, so that the thin commands stay thin.
 */
final class Installation {
  private static final List<String> JAVA_OPTIONS =
      List.of(
          "-Xmx512m",
          "-XX:+UseSerialGC",
          "-Xshare:auto",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  private final Surroundings surroundings;

  Installation(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** Runs one of its commands at this terminal; gives its exit code. */
  int run(List<String> words) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JAVA_OPTIONS);
    command.addAll(List.of("-jar", program().toString()));
    command.addAll(words);
    surroundings.out().flush();
    try {
      ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
      builder.environment().putAll(surroundings.environment());
      Process process = builder.start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
      return process.waitFor();
    } catch (IOException e) {
      throw CommandFailure.usage("Java cannot be started: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CommandFailure.unreachable("Interrupted.", e);
    }
  }

  /** MNEMON_APP, else what {@code make run} has built beside this command. */
  private Path program() {
    String named = surroundings.environment().getOrDefault("MNEMON_APP", "");
    String built = System.getProperty("mnemon.app", "");
    Path program = Path.of(named.isBlank() ? built : named.strip());
    if (!Files.isRegularFile(program)) {
      throw CommandFailure.usage(
          "The Mnemon of this machine is not there: "
              + (program.toString().isEmpty() ? "MNEMON_APP is not set" : program.toString())
              + ". Run make run once, or set MNEMON_APP to its quarkus-run.jar.");
    }
    return program;
  }
}
