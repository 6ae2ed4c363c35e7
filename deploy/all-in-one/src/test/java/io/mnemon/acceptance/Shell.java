package io.mnemon.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Commands as a person would type them. */
final class Shell {
  private static final int PATIENCE_SECONDS = 120;

  private Shell() {}

  /** What a command printed, and how it ended. */
  record Ran(int exitCode, String out, String err) {
    Ran expectSuccess() {
      if (exitCode != 0) {
        throw new AssertionError("it ended with " + exitCode + ":\n" + err + out);
      }
      return this;
    }
  }

  /** Runs a text in {@code sh -c}. */
  static Ran run(Path folder, String text) {
    return run(folder, Map.of(), List.of("sh", "-c", text));
  }

  static Ran run(Path folder, Map<String, String> environment, List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("MNEMON_"));
    builder.environment().putAll(environment);
    return run(builder);
  }

  /** Runs what is prepared to its end, and kills it if that does not come. */
  static Ran run(ProcessBuilder builder) {
    try {
      Path out = Files.createTempFile("mnemon-out-", ".txt");
      Path err = Files.createTempFile("mnemon-err-", ".txt");
      try {
        int exitCode =
            exitCode(builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start());
        return new Ran(
            exitCode,
            Files.readString(out, StandardCharsets.UTF_8),
            Files.readString(err, StandardCharsets.UTF_8));
      } finally {
        Files.deleteIfExists(out);
        Files.deleteIfExists(err);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot be run: " + builder.command(), e);
    }
  }

  private static int exitCode(Process process) {
    List<ProcessHandle> children = List.of();
    try {
      if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        return process.exitValue();
      }
      children = process.descendants().toList();
      throw new AssertionError("it did not end within " + PATIENCE_SECONDS + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a command runs", e);
    } finally {
      process.destroyForcibly();
      children.forEach(ProcessHandle::destroyForcibly);
    }
  }
}
