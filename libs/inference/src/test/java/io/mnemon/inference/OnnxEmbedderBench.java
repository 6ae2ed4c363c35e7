package io.mnemon.inference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Prints how fast the model loads and computes, and what memory it takes.
 *
 * <p>Arguments: a file of texts, one a line (default: made-up turns of a conversation).
 */
final class OnnxEmbedderBench {
  private static final int TEXTS = 400;

  private OnnxEmbedderBench() {}

  public static void main(String[] arguments) throws Exception {
    List<String> texts =
        arguments.length > 0
            ? Files.readAllLines(Path.of(arguments[0])).subList(0, TEXTS)
            : IntStream.range(0, TEXTS).mapToObj(OnnxEmbedderBench::turn).toList();
    print("before", 0, 0);
    long start = System.nanoTime();
    try (OnnxEmbedder embedder = new OnnxEmbedder(OnnxSettings.defaults())) {
      embedder.embedQuery("wait for the model");
      print("loaded and first answer", 1, System.nanoTime() - start);
      texts.stream().limit(50).forEach(embedder::embedQuery);

      long[] each = new long[TEXTS];
      start = System.nanoTime();
      for (int i = 0; i < TEXTS; i++) {
        long begin = System.nanoTime();
        embedder.embedDocuments(List.of(texts.get(i)));
        each[i] = System.nanoTime() - begin;
      }
      print("one at a time", TEXTS, System.nanoTime() - start);
      Arrays.sort(each);
      System.out.printf("  p50 %.1f ms%n", each[TEXTS / 2] / 1e6);

      start = System.nanoTime();
      texts.parallelStream().forEach(text -> embedder.embedDocuments(List.of(text)));
      print("one a call, concurrent calls", TEXTS, System.nanoTime() - start);

      start = System.nanoTime();
      embedder.embedDocuments(texts);
      print("all in one call", TEXTS, System.nanoTime() - start);

      start = System.nanoTime();
      embedder.embedDocuments(List.of("word ".repeat(10_000)));
      print("one text of 10,000 words", 1, System.nanoTime() - start);
    }
  }

  private static String turn(int i) {
    return "Turn %d: %s and then we talked about plan %d for the weekend in %s."
        .formatted(i, "yesterday I went to the market".repeat(1 + i % 3), i * 7, "Lisbon");
  }

  private static void print(String what, int texts, long nanos) throws IOException {
    System.out.printf(
        "%-30s %6.0f texts/s  %6.0f ms  %4d MiB resident%n",
        what, texts / (Math.max(nanos, 1) / 1e9), nanos / 1e6, residentMebibytes());
  }

  private static long residentMebibytes() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return -1;
    }
    try (var lines = Files.lines(status)) {
      return lines
              .filter(line -> line.startsWith("VmRSS"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .findFirst()
              .orElse(-1)
          / 1024;
    }
  }
}
