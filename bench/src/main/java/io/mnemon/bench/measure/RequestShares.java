package io.mnemon.bench.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/**
 * How the work on requests is shared by parts of the code: where the threads of another JVM were
 * when its flight recorder looked at them. What is no work on a request, such as compiling, does
 * not count.
 *
 * @param samples how many looks at requests there were
 * @param percent of the samples, by part
 */
public record RequestShares(int samples, Map<String, Double> percent) {
  private static final Pattern REQUEST =
      Pattern.compile("io\\.mnemon\\.|org\\.apache\\.lucene|io\\.grpc|io\\.vertx|io\\.netty");

  public RequestShares {
    percent = Map.copyOf(percent);
  }

  public double together() {
    return percent.values().stream().mapToDouble(each -> each).sum();
  }

  /** {@link #percent} in the order of names. */
  @Override
  public Map<String, Double> percent() {
    return new TreeMap<>(percent);
  }

  /**
   * Looks at a JVM of this machine while {@code load} runs.
   *
   * @param parts by name; one of its methods is somewhere on the stack
   */
  public static RequestShares sampled(long pid, Map<String, Pattern> parts, Runnable load)
      throws IOException {
    Path recording = Files.createTempFile("mnemon-bench", ".jfr");
    try {
      jcmd(pid, "JFR.start", "name=bench", "settings=profile");
      load.run();
      jcmd(pid, "JFR.stop", "name=bench", "filename=" + recording);
      return of(stacks(recording), parts);
    } finally {
      Files.deleteIfExists(recording);
    }
  }

  /**
   * @param stacks each as one text
   */
  static RequestShares of(List<String> stacks, Map<String, Pattern> parts) {
    List<String> requests = stacks.stream().filter(stack -> REQUEST.matcher(stack).find()).toList();
    Map<String, Long> counts =
        requests.stream()
            .flatMap(stack -> part(stack, parts).stream())
            .collect(Collectors.groupingBy(part -> part, Collectors.counting()));
    Map<String, Double> percent = new TreeMap<>();
    parts
        .keySet()
        .forEach(
            part ->
                percent.put(
                    part, 100.0 * counts.getOrDefault(part, 0L) / Math.max(1, requests.size())));
    return new RequestShares(requests.size(), percent);
  }

  private static Optional<String> part(String stack, Map<String, Pattern> parts) {
    return new TreeMap<>(parts)
        .entrySet().stream()
            .filter(part -> part.getValue().matcher(stack).find())
            .map(Map.Entry::getKey)
            .findFirst();
  }

  private static List<String> stacks(Path recording) throws IOException {
    List<String> stacks = new ArrayList<>();
    try (RecordingFile file = new RecordingFile(recording)) {
      while (file.hasMoreEvents()) {
        RecordedEvent event = file.readEvent();
        RecordedStackTrace trace = event.getStackTrace();
        if (event.getEventType().getName().equals("jdk.ExecutionSample") && trace != null) {
          stacks.add(
              trace.getFrames().stream()
                  .map(
                      frame ->
                          frame.getMethod().getType().getName() + '.' + frame.getMethod().getName())
                  .collect(Collectors.joining("\n")));
        }
      }
    }
    return stacks;
  }

  private static void jcmd(long pid, String... words) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
    command.add(Long.toString(pid));
    command.addAll(List.of(words));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes());
      if (process.waitFor() != 0) {
        throw new IllegalStateException(String.join(" ", command) + " failed: " + said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
