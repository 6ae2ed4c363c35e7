package io.mnemon.bench.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The machine in a line. */
public final class Machine {
  private static final double GIBIBYTE = 1 << 30;

  private Machine() {}

  public static String line() {
    return "%d cores (%s), %.0f GiB, %s %s, Java %s"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            processor(),
            memoryBytes() / GIBIBYTE,
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            Runtime.version());
  }

  /** How many tasks wanted to run when a run began: a crowded machine shows here. */
  public static String load() {
    String text = read(Path.of("/proc/loadavg"));
    return text.isEmpty() ? "unknown" : text.split(" ")[0];
  }

  private static String processor() {
    return read(Path.of("/proc/cpuinfo"))
        .lines()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse(System.getProperty("os.arch"));
  }

  private static double memoryBytes() {
    return read(Path.of("/proc/meminfo"))
        .lines()
        .filter(line -> line.startsWith("MemTotal"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) * 1024)
        .findFirst()
        .orElse(Double.NaN);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }
}
