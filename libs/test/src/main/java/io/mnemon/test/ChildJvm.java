package io.mnemon.test;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;

/** A JVM that a test starts beside its own. */
public final class ChildJvm {
  private ChildJvm() {}

  /** The java command that runs this test. */
  public static Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  /**
   * The options by which what runs in the child counts as covered, if the coverage of this test is
   * measured. The child appends to the same file when it ends by itself or by SIGTERM; what a
   * killed one ran is not counted.
   */
  public static List<String> coverage() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("-javaagent:") && option.contains("org.jacoco.agent"))
        .toList();
  }
}
