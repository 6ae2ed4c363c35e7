package io.mnemon.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What a process and all beneath it take of the machine, as Linux counts it. */
public final class Processes {
  private static final Path PROC = Path.of("/proc");
  private static final double TICKS_PER_SECOND = 100;
  private static final int USER_TIME = 11;
  private static final int TIMES = 4;

  private final ProcessHandle root;

  public Processes(long pid) {
    root =
        ProcessHandle.of(pid)
            .orElseThrow(() -> new IllegalStateException("there is no process " + pid));
  }

  public static Processes own() {
    return new Processes(ProcessHandle.current().pid());
  }

  /** The seconds of CPU used so far by the process, without those beneath it. */
  public double ownCpuSeconds() {
    return cpuSeconds(root.pid());
  }

  /** The seconds of CPU used so far, ended children included. */
  public double cpuSeconds() {
    return all().mapToDouble(process -> cpuSeconds(process.pid())).sum();
  }

  /** The resident memory by program, in MiB; what processes share is divided among them. */
  public Map<String, Double> residentMebibytes() {
    Map<String, Double> byProgram = new TreeMap<>();
    all()
        .forEach(
            process -> {
              String program = read(process.pid(), "comm").strip();
              if (!program.isEmpty()) {
                byProgram.merge(program, residentMebibytes(process.pid()), Double::sum);
              }
            });
    return byProgram;
  }

  private Stream<ProcessHandle> all() {
    return Stream.concat(Stream.of(root), root.descendants());
  }

  private static double cpuSeconds(long pid) {
    String stat = read(pid, "stat");
    // The name, in parentheses, may hold spaces.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
    double ticks = 0;
    for (int i = USER_TIME; i < USER_TIME + TIMES && i < fields.length; i++) {
      ticks += Long.parseLong(fields[i]);
    }
    return ticks / TICKS_PER_SECOND;
  }

  private static double residentMebibytes(long pid) {
    return read(pid, "smaps_rollup")
            .lines()
            .filter(line -> line.startsWith("Pss:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .sum()
        / 1024.0;
  }

  /** Empty if the process has ended meanwhile, or where there is no such file. */
  private static String read(long pid, String file) {
    try {
      return Files.readString(PROC.resolve(Long.toString(pid)).resolve(file));
    } catch (IOException e) {
      return "";
    }
  }
}
