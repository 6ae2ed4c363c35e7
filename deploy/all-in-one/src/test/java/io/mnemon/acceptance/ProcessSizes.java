package io.mnemon.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How much of the machine's memory each process takes over time, by Linux' proportional share. */
final class ProcessSizes {
  private static final List<String> SERVICES = List.of("gateway", "memory", "governance");
  private static final double MOST_GROWTH = 1.2;

  /** In megabytes: shared_buffers and maxmemory as the platform sets them, and as much again. */
  private static final Map<String, Double> MOST_OF_STORES =
      Map.of("postgres", 2 * 128.0, "redis-server", 2 * 64.0);

  private static final double SECONDS_PER_HOUR = 3600;

  private final Map<String, List<Sample>> samples = new LinkedHashMap<>();
  private final long began = System.nanoTime();

  private record Sample(double seconds, double megabytes) {}

  void take(Platform platform) {
    Map<String, Double> sizes = new LinkedHashMap<>();
    ProcessHandle.of(platform.pid()).ifPresent(self -> add(sizes, "launcher", self));
    for (ProcessHandle child : platform.children()) {
      String command = child.info().command().orElse("");
      if (command.endsWith("/java")) {
        String arguments = String.join(" ", child.info().arguments().orElse(new String[0]));
        SERVICES.stream()
            .filter(service -> arguments.contains("deploy/" + service + "/"))
            .forEach(service -> add(sizes, service, child));
      } else if (command.endsWith("/postgres") || command.endsWith("/redis-server")) {
        add(sizes, command.substring(command.lastIndexOf('/') + 1), child);
      }
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    sizes.forEach(
        (name, size) ->
            samples.computeIfAbsent(name, n -> new ArrayList<>()).add(new Sample(seconds, size)));
  }

  private static void add(Map<String, Double> sizes, String name, ProcessHandle process) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/smaps_rollup"))) {
        if (line.startsWith("Pss:")) {
          sizes.merge(name, Double.parseDouble(line.replaceAll("\\D", "")) / 1024, Double::sum);
        }
      }
    } catch (IOException e) {
      // It has ended in the meantime: it takes nothing.
      sizes.merge(name, 0.0, Double::sum);
    }
  }

  private List<Sample> between(String name, double from, double to) {
    double end = (System.nanoTime() - began) / 1e9;
    return samples.getOrDefault(name, List.of()).stream()
        .filter(sample -> sample.seconds() >= from * end && sample.seconds() <= to * end)
        .toList();
  }

  private static double mean(List<Sample> some) {
    return some.stream().mapToDouble(Sample::megabytes).average().orElse(0);
  }

  /** Least squares over what comes after the warm-up, the first quarter; megabytes an hour. */
  private static double slope(List<Sample> some) {
    double x = some.stream().mapToDouble(Sample::seconds).average().orElse(0);
    double y = mean(some);
    double above = some.stream().mapToDouble(s -> (s.seconds() - x) * (s.megabytes() - y)).sum();
    double below = some.stream().mapToDouble(s -> Math.pow(s.seconds() - x, 2)).sum();
    return below == 0 ? 0 : above / below * SECONDS_PER_HOUR;
  }

  String table() {
    StringBuilder table = new StringBuilder();
    table.append("PSS in MB      2nd quarter  last quarter   slope MB/h\n");
    for (String name : samples.keySet()) {
      table.append(
          String.format(
              Locale.ROOT,
              "%-14s %11.1f %13.1f %12.1f%n",
              name,
              mean(between(name, 0.25, 0.5)),
              mean(between(name, 0.75, 1)),
              slope(between(name, 0.25, 1))));
    }
    return table.toString();
  }

  /**
   * The processes that took a fifth more in the last quarter than in the second; of a store, which
   * fills its caches as it was told to, whether it took more than those and its own needs. Restarts
   * make each of them small again, alike in both.
   */
  List<String> grown() {
    return samples.keySet().stream()
        .filter(
            name ->
                mean(between(name, 0.75, 1))
                    > MOST_OF_STORES.getOrDefault(
                        name, MOST_GROWTH * mean(between(name, 0.25, 0.5))))
        .toList();
  }
}
