package io.mnemon.embedded;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * One run of a server as a child of this JVM that never outlives it.
 *
 * <p>Design: the JVM's direct child is a small shell that starts the server and waits for it.
 * Beside it a second shell reads from a pipe whose only writer is the JVM. When the JVM dies in
 * whatever way the kernel closes the pipe, the reader wakes, asks the server to stop and kills it
 * after three seconds. If the first shell is killed, the kernel signals the server (pdeathsig,
 * where setpriv exists) and the JVM closes the pipe. A session of its own keeps a Ctrl-C in the
 * terminal away from the server: the JVM decides the order in which things stop. The shell ignores
 * signals only when the server runs, which would inherit that: a JVM never takes up what it was
 * started to ignore.
 */
final class ServerProcess {

  private static final long MAX_LOG_BYTES = 10L << 20;

  private static final Pattern COMPLAINT =
      Pattern.compile("(FATAL|PANIC|error|not found|denied|No space)");

  private static final String SUPERVISOR =
      """
      stop=$1; shift
      exec 3<&0 </dev/null
      "$@" 3<&- >&2 &
      server=$!
      trap '' INT TERM HUP
      (
        exec >/dev/null 2>&1
        while read -r _ <&3; do :; done
        kill -s "$stop" $server
        tries=0
        while [ $tries -lt 30 ] && kill -0 $server; do sleep 0.1; tries=$((tries + 1)); done
        kill -9 $server
      ) &
      watchdog=$!
      exec 3<&-
      echo $server
      exec >&2
      wait $server
      code=$?
      kill -9 $watchdog 2>/dev/null
      exit $code
      """;

  private final Process shell;
  private final long pid;
  private final String stopSignal;

  private ServerProcess(Process shell, long pid, String stopSignal) {
    this.shell = shell;
    this.pid = pid;
    this.stopSignal = stopSignal;
  }

  /** Starts {@code command} as {@code user}, its output appended to {@code log}. */
  static ServerProcess start(ServerUser user, List<String> command, String stopSignal, Path log)
      throws IOException {
    rotate(log);
    return start(
        user,
        command,
        stopSignal,
        Path.of("/"),
        ProcessBuilder.Redirect.appendTo(log.toFile()),
        environment -> {
          environment.keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
          environment.put("LC_ALL", "C");
        });
  }

  /** Starts {@code command} in {@code folder} with all of its output in {@code destination}. */
  static ServerProcess start(
      ServerUser user,
      List<String> command,
      String stopSignal,
      Path folder,
      ProcessBuilder.Redirect destination,
      Consumer<Map<String, String>> environment)
      throws IOException {
    var server = new ArrayList<String>();
    if (Programs.exists("setpriv")) {
      server.addAll(List.of("setpriv", "--pdeathsig", stopSignal));
    }
    server.addAll(command);

    var whole = new ArrayList<String>();
    if (Programs.exists("setsid")) {
      whole.add("setsid");
    }
    whole.addAll(List.of("sh", "-c", SUPERVISOR, "mnemon-supervisor", stopSignal));
    whole.addAll(server);

    var builder =
        new ProcessBuilder(user.running(whole))
            .directory(folder.toFile())
            .redirectError(destination);
    environment.accept(builder.environment());
    Process shell = builder.start();
    try (var output = new BufferedReader(new InputStreamReader(shell.getInputStream(), UTF_8))) {
      String line = output.readLine();
      if (line == null) {
        throw new IOException("The supervisor of " + command.getFirst() + " ended at once");
      }
      return new ServerProcess(shell, Long.parseLong(line.strip()), stopSignal);
    }
  }

  private static void rotate(Path log) throws IOException {
    if (Files.exists(log) && Files.size(log) > MAX_LOG_BYTES) {
      Files.move(
          log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** The last complaint in a server's log, or nothing. */
  static String lastComplaint(Path log) {
    try (var lines = Files.lines(log, ISO_8859_1)) {
      return lines
          .filter(line -> COMPLAINT.matcher(line).find())
          .reduce((earlier, later) -> later)
          .map(line -> " (" + line.strip() + ")")
          .orElse("");
    } catch (IOException e) {
      // No log was written: there is nothing to add.
      return "";
    }
  }

  /** The process id of the server itself. */
  long pid() {
    return pid;
  }

  boolean isAlive() {
    return shell.isAlive();
  }

  /** Returns when the server, or the shell that waits for it, has ended. */
  void awaitEnd() throws InterruptedException {
    shell.waitFor();
    closePipe();
  }

  /** Asks the server to stop and kills it when {@code patienceSeconds} were not enough. */
  void stop(int patienceSeconds) {
    try {
      Programs.signal(stopSignal, pid);
      shell.waitFor(patienceSeconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    closePipe();
    try {
      if (!shell.waitFor(5, TimeUnit.SECONDS)) {
        Programs.signal("KILL", pid);
        shell.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void closePipe() {
    try {
      shell.getOutputStream().close();
    } catch (IOException e) {
      // The reader is gone already: nothing is left to wake.
      return;
    }
  }
}
