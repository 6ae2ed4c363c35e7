package io.mnemon.acceptance;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What the operating system can do to processes. */
final class Signals {
  private Signals() {}

  /** They stand still, with their connections open. */
  static void pause(Collection<ProcessHandle> processes) {
    send("STOP", processes);
  }

  static void resume(Collection<ProcessHandle> processes) {
    send("CONT", processes);
  }

  private static void send(String signal, Collection<ProcessHandle> processes) {
    for (ProcessHandle process : processes) {
      Shell.run(
          Platform.repository(),
          Map.of(),
          List.of("sh", "-c", "kill -s " + signal + " " + process.pid()));
    }
  }
}
