package io.mnemon.bench;

import io.mnemon.bench.corpus.Sentences;
import io.mnemon.bench.platform.GivenPlatform;
import io.mnemon.bench.platform.Observer;
import io.mnemon.bench.platform.Platform;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.DoubleAccumulator;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How fast memories with vectors come in and go out, and what memory that takes. */
@Command(
    name = "transfer",
    description = {
      "Measures import and export of memories with vectors, and the resident memory meanwhile.",
      "Uses the platform at MNEMON_URL, or starts the packaged one."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
final class TransferCommand implements Runnable {
  private static final long SEED = 23;
  private static final int DIMENSIONS = 384;
  private static final int TEXTS = 20_000;
  private static final double NANOS = 1e9;

  private final PrintStream screen;
  private final Map<String, String> environment;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @Option(names = "--memories", defaultValue = "100000", description = "How many.")
  private int memories;

  @Option(
      names = "--warm-up",
      defaultValue = "50000",
      description = "How many are imported before that, for the compilers of the JVM.")
  private int warmUp;

  TransferCommand(PrintStream screen, Map<String, String> environment) {
    this.screen = screen;
    this.environment = environment;
  }

  @Override
  public void run() {
    GivenPlatform.orOwn(environment, Path.of(""), this::measure);
  }

  private void measure(Platform platform) {
    String space = space(platform);
    Path first = write(space, -warmUp, 0);
    Path lines = write(space, 0, memories);
    try {
      screen.println("| what | memories/s | platform's memory before MiB | at most MiB |");
      screen.println("|---|---:|---:|---:|");
      row(platform, "import by a JVM that is cold", () -> upload(platform, first, warmUp));
      new Observer(platform).awaitQuiet();
      row(platform, "import", () -> upload(platform, lines, memories));
      new Observer(platform).awaitQuiet();
      row(platform, "export", () -> download(platform));
    } finally {
      delete(first);
      delete(lines);
    }
  }

  /** Something that takes its time with memories. */
  private interface Work {
    long run() throws IOException, InterruptedException;
  }

  private void row(Platform platform, String what, Work work) {
    Observer observer = new Observer(platform);
    double before = resident(observer);
    DoubleAccumulator most = new DoubleAccumulator(Math::max, before);
    AtomicBoolean ended = new AtomicBoolean();
    Thread watch =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  while (!ended.get()) {
                    most.accumulate(resident(observer));
                    LockSupport.parkNanos(500_000_000);
                  }
                });
    try {
      long begin = System.nanoTime();
      long moved = work.run();
      double seconds = (System.nanoTime() - begin) / NANOS;
      screen.printf(
          Locale.ROOT,
          "| %s | %,.0f | %,.0f | %,.0f |%n",
          what,
          moved / seconds,
          before,
          most.get());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } finally {
      ended.set(true);
      watch.interrupt();
    }
  }

  private static double resident(Observer observer) {
    return observer.residentMebibytes().values().stream().mapToDouble(each -> each).sum();
  }

  /** The vector space in use, as the export of one memory tells it. */
  private String space(Platform platform) {
    platform
        .connect()
        .send(
            "POST",
            "/v1/memories",
            platform.applicationKey(),
            "{\"layer\":\"user\",\"scope\":{\"user\":\"bench\"},\"content\":\"one for its"
                + " space\"}");
    String line = exported(platform);
    int at = line.indexOf("\"space\":\"") + 9;
    return line.substring(at, line.indexOf('"', at));
  }

  private String exported(Platform platform) {
    try {
      return client
          .send(
              request(platform, "/v1/memories:export?vectors=true").GET().build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Lines that are told apart by their numbers. */
  private static Path write(String space, int from, int to) {
    Random random = new Random(SEED + from);
    Sentences sentences = new Sentences(SEED);
    List<String> texts = new ArrayList<>(sentences.statements(Math.min(to - from, TEXTS)));
    try {
      Path file = Files.createTempFile("mnemon-bench-transfer", ".jsonl");
      try (var out = Files.newBufferedWriter(file)) {
        for (int i = from; i < to; i++) {
          out.write(
              "{\"memory\":{\"layer\":\"user\",\"scope\":{\"user\":\"bench\"},\"content\":\"%d: %s\"},\"vectors\":[{\"space\":\"%s\",\"embedding\":\"%s\"}]}%n"
                  .formatted(
                      i,
                      texts.get(Math.floorMod(i, texts.size())).replace("\"", "'"),
                      space,
                      vector(random)));
        }
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String vector(Random random) {
    float[] components = new float[DIMENSIONS];
    double squares = 0;
    for (int i = 0; i < DIMENSIONS; i++) {
      components[i] = (float) random.nextGaussian();
      squares += components[i] * (double) components[i];
    }
    ByteBuffer bytes = ByteBuffer.allocate(DIMENSIONS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float component : components) {
      bytes.putFloat((float) (component / Math.sqrt(squares)));
    }
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  private HttpRequest.Builder request(Platform platform, String path) {
    return HttpRequest.newBuilder(
            URI.create("http://" + platform.host() + ":" + platform.httpPort() + path))
        .header("Authorization", "Bearer " + platform.applicationKey());
  }

  private long upload(Platform platform, Path lines, int count)
      throws IOException, InterruptedException {
    HttpResponse<String> answer =
        client.send(
            request(platform, "/v1/memories:import")
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofFile(lines))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200
        || !Pattern.compile("\"added\":" + count + "[,}]").matcher(answer.body()).find()) {
      throw new IllegalStateException("the import was not what it should be: " + answer.body());
    }
    return count;
  }

  private long download(Platform platform) throws IOException, InterruptedException {
    HttpResponse<InputStream> answer =
        client.send(
            request(platform, "/v1/memories:export?vectors=true").GET().build(),
            HttpResponse.BodyHandlers.ofInputStream());
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
      long count = lines.lines().count();
      if (count < memories + warmUp) {
        throw new IllegalStateException("only %d memories came".formatted(count));
      }
      return count;
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
