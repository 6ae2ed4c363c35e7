package io.mnemon.bench.speed;

import io.mnemon.bench.door.HttpConnection;
import io.mnemon.bench.measure.Load;
import io.mnemon.bench.measure.Meter;
import io.mnemon.bench.measure.Pace;
import io.mnemon.bench.measure.Run;
import io.mnemon.bench.platform.Observer;
import io.mnemon.bench.platform.Platform;
import io.mnemon.bench.report.Figure;
import io.mnemon.bench.report.Report;
import io.mnemon.bench.report.Row;
import io.mnemon.bench.report.Section;
import io.mnemon.bench.report.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** What a filter or another time costs beside the same search without. */
public final class FilterBench {
  private static final String TITLE = "Search with a filter, or at another time";
  private static final String PLAIN = "plain";
  private static final String SPARSE = "a filter that one in 1,000 matches";
  private static final int LIMIT = 10;

  /** A given platform has the texts of the other parts already. */
  private static final long FILTERS = 2;

  private static final int BUCKETS = 1_000;
  private static final double MOST_TIMES_PLAIN = 1.2;
  private static final Duration WARM_UP = Duration.ofSeconds(20);

  /** What is added to the body of the search. */
  private static final Map<String, String> NARROWED = new LinkedHashMap<>();

  static {
    NARROWED.put(PLAIN, "");
    NARROWED.put("as_of", ",\"as_of\":\"2025-10-01T00:00:00Z\"");
    NARROWED.put(
        "a filter of three clauses",
        ",\"filter\":{\"AND\":[{\"kind\":\"fact\"},{\"metadata.bucket\":{\"gte\":500}},"
            + "{\"NOT\":{\"metadata.half\":\"b\"}}]}");
    NARROWED.put(SPARSE, ",\"filter\":{\"metadata.bucket\":7}");
  }

  private final SpeedPlan plan;
  private final Texts texts;

  public FilterBench(SpeedPlan plan) {
    this.plan = plan;
    this.texts = new Texts(plan.distinct(), plan.run() + FILTERS);
  }

  public List<Section> measure(Platform platform) {
    int size = plan.sizes().getLast();
    Observer observer = new Observer(platform);
    Meter meter = new Meter(plan.rounds(), observer::cpuSeconds);
    add(platform, size);
    observer.awaitQuiet();
    ask(platform, "").run(SpeedPlan.WRITERS, Pace.count(texts.cachedQuestions().size()));
    // Until the compiler is done and the index has merged: what comes first must not pay for both.
    NARROWED.values().forEach(each -> ask(platform, each).run(1, Pace.closed(WARM_UP)));
    observer.awaitQuiet();
    List<Row> rows = new ArrayList<>();
    NARROWED.forEach(
        (label, narrowed) -> {
          Load<HttpConnection> load = ask(platform, narrowed);
          load.run(1, Pace.closed(plan.round()));
          Row row = meter.row(label, () -> load.run(1, Pace.closed(plan.round())));
          List<Figure> figures = new ArrayList<>(row.figures());
          figures.add(Figure.of("full pages", "", fullPages(platform, narrowed)));
          rows.add(new Row(label, figures));
        });
    String note =
        "%,d memories of the scopes of many users, everything is searched over HTTP by one client;"
            + " questions whose vectors are cached, ten results.";
    return List.of(new Section(TITLE, note.formatted(size), rows));
  }

  /** Memory n is in bucket n modulo 1,000, and in half a or b; one in ten has ended. */
  private void add(Platform platform, int size) {
    long batches = (size + SpeedPlan.BATCH - 1) / SpeedPlan.BATCH;
    Load<HttpConnection> load =
        new Load<>(
            platform::connect,
            (connection, number) -> {
              long from = number * SpeedPlan.BATCH;
              String memories =
                  LongStream.range(from, Math.min(size, from + SpeedPlan.BATCH))
                      .mapToObj(this::memory)
                      .collect(Collectors.joining(","));
              return connection.addAll(
                  platform.applicationKey(), "{\"memories\":[" + memories + "]}");
            });
    Run added = load.run(SpeedPlan.WRITERS, Pace.count(batches));
    if (added.failed() > 0) {
      throw new IllegalStateException(
          added.failed() + " batches were not added: " + added.firstFailure());
    }
  }

  private String memory(long number) {
    return """
    {"layer": "user", "scope": {"user": "%s"}, "content": "%s",
     "metadata": {"bucket": %d, "half": "%s"}, "valid_from": "2025-01-01T00:00:00Z"%s}
    """
        .formatted(
            Texts.userName(texts.user(number)),
            texts.text(number),
            number % BUCKETS,
            number / BUCKETS % 2 == 0 ? "a" : "b",
            number % 10 == 0 ? ", \"valid_to\": \"2025-07-01T00:00:00Z\"" : "");
  }

  private Load<HttpConnection> ask(Platform platform, String narrowed) {
    return new Load<>(
        platform::connect,
        (connection, number) ->
            connection.search(platform.applicationKey(), question(narrowed, number)));
  }

  private String question(String narrowed, long number) {
    return "{\"limit\":%d,\"query\":\"%s\"%s}"
        .formatted(LIMIT, texts.cachedQuestion(number), narrowed);
  }

  /** The share of a hundred questions that got all the results that they wanted. */
  private double fullPages(Platform platform, String narrowed) {
    int asked = 100;
    int full = 0;
    try (HttpConnection connection = platform.connect()) {
      for (int i = 0; i < asked; i++) {
        byte[] found = connection.answer(platform.applicationKey(), question(narrowed, i));
        String answer = new String(found, StandardCharsets.UTF_8);
        full += answer.split("\"score\":", -1).length - 1 == LIMIT ? 1 : 0;
      }
    }
    return (double) full / asked;
  }

  /** What the figures ought to be, if they were measured. */
  public static List<Verdict> verdicts(Report report) {
    List<Verdict> verdicts = new ArrayList<>();
    OptionalDouble plain = report.value(TITLE, PLAIN, "p50");
    for (String label : NARROWED.keySet()) {
      OptionalDouble narrowed = report.value(TITLE, label, "p50");
      if (plain.isPresent() && narrowed.isPresent() && !label.equals(PLAIN)) {
        verdicts.add(
            Verdict.atMost(
                "search with %s, p50 ÷ plain".formatted(label),
                MOST_TIMES_PLAIN,
                narrowed.getAsDouble() / plain.getAsDouble()));
      }
    }
    report
        .value(TITLE, SPARSE, "full pages")
        .ifPresent(full -> verdicts.add(Verdict.atLeast("full pages with " + SPARSE, 1, full)));
    return verdicts;
  }
}
