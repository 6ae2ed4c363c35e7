package io.mnemon.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The options in the file jvm.options of a program.
 *
 * @param lines one option each, without comments
 */
record JvmOptions(List<String> lines) {
  private static final String CACHE = "-XX:AOTCache=";
  private static final String QUIET = "-Xlog:aot*=off";

  JvmOptions {
    lines = List.copyOf(lines);
  }

  static JvmOptions of(Path file) throws IOException {
    return new JvmOptions(
        Files.readAllLines(file).stream()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
            .toList());
  }

  /** Where the cache of this program is looked for, as the file says it. */
  String cache() {
    return lines.stream()
        .filter(line -> line.startsWith(CACHE))
        .map(line -> line.substring(CACHE.length()))
        .findFirst()
        .orElseThrow(() -> new CannotMake("No line of jvm.options begins with " + CACHE + "."));
  }

  /** For a run that writes down at its end which classes it took, and how they were used. */
  JvmOptions recording(Path record) {
    return withCacheLine("-XX:AOTMode=record", "-XX:AOTConfiguration=" + record);
  }

  /** For a JVM that makes a cache of such a record and runs nothing. */
  JvmOptions assembling(Path record, Path cache) {
    return withCacheLine("-XX:AOTMode=create", "-XX:AOTConfiguration=" + record, CACHE + cache);
  }

  /** Without a cache, and without what {@link #sizes} says. */
  JvmOptions withoutCacheAndSizes() {
    return new JvmOptions(withCacheLine().lines.stream().filter(line -> !isSize(line)).toList());
  }

  /** How much memory the process may take: what people change. */
  List<String> sizes() {
    return lines.stream().filter(JvmOptions::isSize).toList();
  }

  private JvmOptions withCacheLine(String... others) {
    Predicate<String> aboutCache = line -> line.startsWith(CACHE) || line.equals(QUIET);
    return new JvmOptions(
        Stream.concat(lines.stream().filter(aboutCache.negate()), Stream.of(others)).toList());
  }

  private static boolean isSize(String line) {
    return line.startsWith("-Xmx") || line.startsWith("-XX:MaxDirectMemorySize=");
  }

  /** What a file of options holds. */
  String text() {
    return String.join("\n", lines) + "\n";
  }
}
