package io.mnemon.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The programs that this machine has on its PATH, and short runs of them. */
final class Programs {

  private static final String PATH =
      Optional.ofNullable(System.getenv("PATH")).orElse("")
          + ":/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin";

  private Programs() {}

  static Optional<Path> find(String name) {
    for (String folder : PATH.split(":", -1)) {
      if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, name))) {
        return Optional.of(Path.of(folder, name));
      }
    }
    return Optional.empty();
  }

  static boolean exists(String name) {
    return find(name).isPresent();
  }

  /** Whether {@code command} ends with 0 within ten seconds. */
  static boolean succeeds(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return false;
      }
      return process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Sends a signal such as {@code INT}; a process that is gone is no error. */
  static void signal(String signal, long pid) {
    succeeds(List.of("sh", "-c", "kill -s \"$1\" \"$2\"", "sh", signal, Long.toString(pid)));
  }
}
