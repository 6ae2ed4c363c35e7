package io.mnemon.bench.platform;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mnemon.bench.door.HttpConnection;
import io.mnemon.bench.measure.Processes;
import io.mnemon.bench.measure.Rest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Looks at a platform from outside: what is still under way in it, and what it takes. */
public final class Observer {
  private static final String BACKLOG = "mnemon_memory_outbox_pending";
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final int QUIET_POLLS = 10;
  private static final double MEBIBYTE = 1 << 20;

  private final Platform platform;
  private final Optional<Processes> processes;

  public Observer(Platform platform) {
    this.platform = platform;
    processes =
        platform.pid().isPresent()
            ? Optional.of(new Processes(platform.pid().getAsLong()))
            : Optional.empty();
  }

  /** Waits until the index has durably followed every change, and stays so for two seconds. */
  public void awaitQuiet() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    int quiet = 0;
    try (HttpConnection connection = platform.connect()) {
      while (quiet < QUIET_POLLS) {
        quiet = backlog(connection) == 0 ? quiet + 1 : 0;
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(
              "%s is still %s after %s".formatted(BACKLOG, backlog(connection), PATIENCE));
        }
        Thread.sleep(POLL);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the index catches up", e);
    }
  }

  /** Waits until the platform has little to do. */
  public void awaitRest() {
    Rest.await(this::cpuSeconds);
  }

  private static double backlog(HttpConnection connection) {
    return new String(connection.get("/metrics"), UTF_8)
        .lines()
        .filter(line -> line.startsWith(BACKLOG))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("/metrics does not tell " + BACKLOG));
  }

  /** The seconds of CPU that the platform has used, NaN if it runs elsewhere. */
  public double cpuSeconds() {
    return processes.map(Processes::cpuSeconds).orElse(Double.NaN);
  }

  /** The resident memory by program, in MiB; empty if the platform runs elsewhere. */
  public Map<String, Double> residentMebibytes() {
    return processes.map(Processes::residentMebibytes).orElse(Map.of());
  }

  /** The size of each store on disk, in MiB; empty if it lies elsewhere. */
  public Map<String, Double> diskMebibytes() {
    Map<String, Double> byStore = new TreeMap<>();
    platform
        .data()
        .ifPresent(
            data -> {
              Path log = data.resolve("postgres/cluster/pg_wal");
              byStore.put("postgres log", bytes(log) / MEBIBYTE);
              byStore.put("postgres", (bytes(data.resolve("postgres")) - bytes(log)) / MEBIBYTE);
              for (String store : new String[] {"index", "redis", "objects"}) {
                byStore.put(store, bytes(data.resolve(store)) / MEBIBYTE);
              }
            });
    return byStore;
  }

  private static long bytes(Path folder) {
    if (!Files.exists(folder)) {
      return 0;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths.mapToLong(Observer::size).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be looked through", e);
    }
  }

  private static long size(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.size(file) : 0;
    } catch (NoSuchFileException e) {
      // Stores remove files while we look.
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be looked at", e);
    }
  }
}
