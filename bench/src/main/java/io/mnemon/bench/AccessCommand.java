package io.mnemon.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mnemon.bench.door.HttpConnection;
import io.mnemon.bench.door.Outcome;
import io.mnemon.bench.measure.Latencies;
import io.mnemon.bench.measure.Load;
import io.mnemon.bench.measure.Pace;
import io.mnemon.bench.measure.RequestShares;
import io.mnemon.bench.measure.Run;
import io.mnemon.bench.platform.PackagedPlatform;
import io.mnemon.bench.platform.Platform;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What it costs to know who asks, whether they may and to write it down, as a share of searches;
 * and how long until a key that was revoked is refused everywhere.
 */
@Command(
    name = "access",
    description = {
      "Measures, in the packaged platform, the share of authentication, authorization and audit in",
      "searches, by samples of the JVM; and how long a revocation takes to be acknowledged."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
final class AccessCommand implements Runnable {
  private static final int MEMORIES = 3_000;
  private static final int BATCH = 500;
  private static final int USERS = 20;
  private static final int WARM_UP_CLIENTS = 16;
  private static final int WARM_UP_REVOCATIONS = 10;
  private static final String[] SUBJECTS = {
    "tea", "coffee", "boats", "maps", "bees", "trains", "cats", "violins", "bread", "gardens"
  };
  private static final String[] VERBS = {"likes", "collects", "paints", "repairs", "studies"};
  private static final Map<String, Pattern> PARTS =
      Map.of(
          "authentication",
          Pattern.compile(
              "gateway\\.auth\\.(?!Deliver)|tenancy\\.(InternalTokens|CallerMapper)"
                  + "|(Token|Caller)Interceptor|CallerToken"),
          "authorization",
          Pattern.compile("io\\.mnemon\\.authorization\\.|memory\\.sight\\."),
          "audit",
          Pattern.compile("[Aa]udit"));

  private final PrintStream screen;

  @Option(names = "--seconds", defaultValue = "20", description = "How long to search.")
  private int seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "40",
      description = "For how many seconds it is searched by 16 clients before that.")
  private int warmUp;

  @Option(names = "--revocations", defaultValue = "50", description = "How many keys to revoke.")
  private int revocations;

  AccessCommand(PrintStream screen) {
    this.screen = screen;
  }

  @Override
  public void run() {
    try (PackagedPlatform packaged = PackagedPlatform.start(Path.of("").toAbsolutePath())) {
      Platform platform = packaged.platform();
      shares(platform);
      revocations(platform);
    }
  }

  private void shares(Platform platform) {
    String key = platform.applicationKey();
    try (HttpConnection connection = platform.connect()) {
      fill(connection, key);
    }
    Load<HttpConnection> searches =
        new Load<>(platform::connect, (connection, number) -> search(connection, key, number));
    requireWhole(searches.run(WARM_UP_CLIENTS, Pace.closed(Duration.ofSeconds(warmUp))));
    try {
      Run[] run = new Run[1];
      RequestShares shares =
          RequestShares.sampled(
              platform.pid().orElseThrow(),
              PARTS,
              () -> run[0] = searches.run(1, Pace.closed(Duration.ofSeconds(seconds))));
      requireWhole(run[0]);
      screen.println("| part of a search | % of its samples |");
      screen.println("|---|---:|");
      shares
          .percent()
          .forEach((part, percent) -> screen.printf(Locale.ROOT, "| %s | %.1f |%n", part, percent));
      screen.printf(
          Locale.ROOT,
          "| together, goal 10 | %.1f |%n%n%d samples, %d searches, p50 %.2f ms%n%n",
          shares.together(),
          shares.samples(),
          run[0].latencies().count(),
          run[0].latencies().percentileMs(50));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void requireWhole(Run run) {
    if (run.failed() > 0) {
      throw new IllegalStateException(run.failed() + " searches failed: " + run.firstFailure());
    }
  }

  private static void fill(HttpConnection connection, String key) {
    for (int begin = 0; begin < MEMORIES; begin += BATCH) {
      StringBuilder body = new StringBuilder("{\"memories\":[");
      for (int i = begin; i < begin + BATCH; i++) {
        body.append(i == begin ? "" : ",")
            .append("{\"layer\":\"user\",\"scope\":{\"user\":\"u")
            .append(i % USERS)
            .append("\"},\"content\":\"Person ")
            .append(i)
            .append(' ')
            .append(VERBS[i % VERBS.length])
            .append(' ')
            .append(SUBJECTS[i % SUBJECTS.length])
            .append("\"}");
      }
      connection.send("POST", "/v1/memories:batch", key, body.append("]}").toString());
    }
  }

  /** Asks one of a few questions, so that their vectors are cached. */
  private static Outcome search(HttpConnection connection, String key, long number) {
    int i = (int) (number % (VERBS.length * SUBJECTS.length * USERS));
    String body =
        "{\"query\":\"Who %s %s?\",\"scope\":{\"user\":\"u%d\"}}"
            .formatted(
                VERBS[i % VERBS.length], SUBJECTS[i / VERBS.length % SUBJECTS.length], i % USERS);
    connection.send("POST", "/v1/memories/search", key, body);
    return Outcome.WHOLE;
  }

  private void revocations(Platform platform) {
    Latencies latencies = new Latencies();
    try (HttpConnection connection = platform.connect()) {
      String admin = platform.adminKey();
      connection.send("POST", "/v1/principals", admin, "{\"kind\":\"user\",\"name\":\"leaver\"}");
      for (int i = -WARM_UP_REVOCATIONS; i < revocations; i++) {
        String made =
            new String(
                connection.send("POST", "/v1/keys", admin, "{\"principal\":\"leaver\"}"), UTF_8);
        connection.send("GET", "/v1/memories", text(made, "key"), "");
        long begin = System.nanoTime();
        connection.send("DELETE", "/v1/keys/" + text(made, "id"), admin, "");
        if (i >= 0) {
          latencies.record(System.nanoTime() - begin);
        }
      }
    }
    screen.println("| a key revoked, goal 50 ms | p50 ms | p95 ms | max ms |");
    screen.println("|---|---:|---:|---:|");
    screen.printf(
        Locale.ROOT,
        "| %d keys | %.1f | %.1f | %.1f |%n",
        latencies.count(),
        latencies.percentileMs(50),
        latencies.percentileMs(95),
        latencies.maxMs());
  }

  private static String text(String json, String field) {
    Matcher found = Pattern.compile('"' + field + "\"\\s*:\\s*\"([^\"]+)\"").matcher(json);
    if (!found.find()) {
      throw new IllegalStateException("no " + field + " in " + json);
    }
    return found.group(1);
  }
}
