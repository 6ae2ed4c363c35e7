package io.mnemon.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The first Java program in the README of an SDK, and what that says the program prints.
 *
 * @param sdk its folder, built
 */
record ReadmeExample(Path sdk, String code, String output) {
  private static final Pattern EXAMPLE =
      Pattern.compile("```java\n(.*?)```\n\n```\n(.*?)```", Pattern.DOTALL);

  static ReadmeExample of(Path sdk) {
    try {
      Matcher example = EXAMPLE.matcher(Files.readString(sdk.resolve("README.md")));
      if (!example.find()) {
        throw new AssertionError("the README of " + sdk + " has no example");
      }
      return new ReadmeExample(sdk, example.group(1), example.group(2));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it prints in fact, with nothing on the class path but what the SDK needs. */
  String run(Path folder, String address, String key) {
    try {
      Path source = Files.writeString(folder.resolve("Example.java"), code);
      return Shell.run(
              folder,
              Map.of("MNEMON_GRPC_URL", address, "MNEMON_API_KEY", key),
              List.of(
                  Path.of(System.getProperty("java.home"), "bin/java").toString(),
                  "--class-path",
                  sdk.resolve("target/lib") + "/*",
                  source.toString()))
          .expectSuccess()
          .out();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
