package io.mnemon.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * What an earlier Postgres on the same cluster folder may have left: processes that still run or
 * die slowly, and a {@code postmaster.pid} that names nobody or a stranger.
 *
 * <p>Only the holder of the data folder's lock may clear it: whoever else serves this cluster is
 * then an orphan.
 */
final class PostgresLeftovers {

  private static final Logger LOG = Logger.getLogger(PostgresLeftovers.class);
  private static final Pattern PS_LINE = Pattern.compile("\\s*(\\d+)\\s+(.*)");
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final Path cluster;
  private final String clusterName;

  PostgresLeftovers(Path cluster, String clusterName) {
    this.cluster = cluster;
    this.clusterName = clusterName;
  }

  private record Leftover(long pid, boolean postmaster) {}

  void clear() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + GRACE.toNanos();
    List<Leftover> running = running();
    if (!running.isEmpty()) {
      LOG.infof("Waiting for an earlier Postgres on %s to end: %s", cluster, running);
    }
    running.stream()
        .filter(Leftover::postmaster)
        .forEach(leftover -> Programs.signal("INT", leftover.pid()));
    boolean killing = false;
    while (!running.isEmpty()) {
      boolean orphans = running.stream().noneMatch(Leftover::postmaster);
      if (System.nanoTime() > deadline && (orphans || !killing)) {
        running.forEach(leftover -> Programs.signal("KILL", leftover.pid()));
        killing = true;
      }
      if (System.nanoTime() > deadline + 4 * GRACE.toNanos()) {
        throw new CannotStart(
            "An earlier Postgres still runs on %s and cannot be stopped: end the processes %s."
                .formatted(cluster, running.stream().map(Leftover::pid).toList()));
      }
      Thread.sleep(20);
      running = running();
    }
    if (Files.deleteIfExists(cluster.resolve("postmaster.pid"))) {
      LOG.debugf("Removed the stale postmaster.pid of %s", cluster);
    }
  }

  private List<Leftover> running() throws IOException {
    return Files.isDirectory(Path.of("/proc/self")) ? fromProc() : fromPs();
  }

  private List<Leftover> fromProc() throws IOException {
    var found = new ArrayList<Leftover>();
    if (!Files.isDirectory(cluster)) {
      return found;
    }
    Map<String, Object> place = place(cluster);
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      for (Path process : processes.toList()) {
        String name = process.getFileName().toString();
        if (name.chars().allMatch(Character::isDigit)) {
          add(found, Long.parseLong(name), process, place);
        }
      }
    }
    return found;
  }

  /** A Postgres works in its cluster's folder, whatever path leads there. */
  private void add(List<Leftover> found, long pid, Path process, Map<String, Object> place) {
    try {
      if (place(process.resolve("cwd")).equals(place)) {
        String program = commandLine(process).split("\0", 2)[0];
        if (program.startsWith("postgres: ")) {
          found.add(new Leftover(pid, false));
        } else if (program.equals("postgres") || program.endsWith("/postgres")) {
          found.add(new Leftover(pid, true));
        }
      }
    } catch (AccessDeniedException e) {
      // Of another user; or root may not look, in a container, at whom it has started as another.
      if (ServerUser.isRoot()) {
        add(found, pid, commandLine(process).replace('\0', ' '));
      }
    } catch (IOException e) {
      // It ended while we looked.
      LOG.tracef("Process %d is gone", pid);
    }
  }

  private static Map<String, Object> place(Path folder) throws IOException {
    return Files.readAttributes(folder, "unix:dev,ino");
  }

  private static String commandLine(Path process) {
    try {
      return new String(Files.readAllBytes(process.resolve("cmdline")), UTF_8);
    } catch (IOException e) {
      // It ended while we looked.
      return "";
    }
  }

  private List<Leftover> fromPs() throws IOException {
    var found = new ArrayList<Leftover>();
    Process ps = new ProcessBuilder("ps", "-axww", "-o", "pid=,command=").start();
    try (var lines = ps.inputReader(UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        var parts = PS_LINE.matcher(line);
        if (parts.matches()) {
          add(found, Long.parseLong(parts.group(1)), parts.group(2));
        }
      }
    }
    return found;
  }

  /** Where nothing but its text can be seen of a process. */
  private void add(List<Leftover> found, long pid, String commandLine) {
    if (commandLine.startsWith("postgres: " + clusterName + ":")) {
      found.add(new Leftover(pid, false));
    } else if (commandLine.contains("/bin/postgres -D " + cluster + " ")
        && !commandLine.contains("mnemon-supervisor")
        && !commandLine.startsWith("setpriv")) {
      found.add(new Leftover(pid, true));
    }
  }
}
