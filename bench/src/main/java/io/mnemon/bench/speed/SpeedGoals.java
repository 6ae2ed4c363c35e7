package io.mnemon.bench.speed;

import static io.mnemon.bench.speed.SpeedBench.ADDS;
import static io.mnemon.bench.speed.SpeedBench.CACHED_QUESTIONS;
import static io.mnemon.bench.speed.SpeedBench.INGEST;
import static io.mnemon.bench.speed.SpeedBench.NEAREST;
import static io.mnemon.bench.speed.SpeedBench.NEW_QUESTIONS;
import static io.mnemon.bench.speed.SpeedBench.ONE_TENANT;

import io.mnemon.bench.report.Report;
import io.mnemon.bench.report.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoubleBinaryOperator;

/** What the figures of one tenant ought to be, on a machine of two cores. */
public final class SpeedGoals {
  private static final double OVERHEAD_MS = 3;
  private static final double CACHED_MS = 5;
  private static final double GROWTH = 2;
  private static final double SHARE_OF_MODEL = 0.8;
  private static final double NEAREST_FOUND = 98;
  private static final double CACHED_SEARCHES = 1_700;
  private static final double CACHED_INGEST = 2_000;
  private static final double ADD_TIMES_RAW = 2;
  private static final int CLIENTS = SpeedPlan.CLIENTS;

  private final Report report;
  private final SpeedPlan plan;
  private final List<Verdict> verdicts = new ArrayList<>();

  public SpeedGoals(Report report, SpeedPlan plan) {
    this.report = report;
    this.plan = plan;
  }

  public List<Verdict> verdicts() {
    String least = "%,d".formatted(plan.sizes().getFirst());
    String most = "%,d".formatted(plan.sizes().getLast());
    latencies(least, most);
    rates(most);
    atLeast(
        "of the nearest ten at %s, found, %%".formatted(most),
        NEAREST_FOUND,
        value(NEAREST, most + ", index alone", "of 10"));
    ingest(most);
    return verdicts;
  }

  private void latencies(String least, String most) {
    OptionalDouble asked = value(NEW_QUESTIONS, most + ", HTTP, everything, 1 client", "p50");
    OptionalDouble embedded = value(NEW_QUESTIONS, most + ", model alone, 1 caller", "p50");
    atMost(
        "search at %s, one client, p50 without the embedding, ms".formatted(most),
        OVERHEAD_MS,
        both(asked, embedded, (whole, part) -> whole - part));
    String open = ", HTTP, everything, open loop";
    atMost(
        "search at %s, cached, open loop, p50, ms".formatted(most),
        CACHED_MS,
        value(CACHED_QUESTIONS, most + open, "p50"));
    atMost(
        "search, cached, open loop, p95 at %s ÷ p95 at %s".formatted(most, least),
        GROWTH,
        ratio(
            value(CACHED_QUESTIONS, most + open, "p95"),
            value(CACHED_QUESTIONS, least + open, "p95")));
    OptionalDouble raw =
        both(
            value(ADDS, most + ", model alone", "p50"),
            value(ADDS, most + ", fsynced commit alone", "p50"),
            Double::sum);
    atMost(
        "single add at %s, p50 ÷ (embedding + fsynced commit)".formatted(most),
        ADD_TIMES_RAW,
        ratio(value(ADDS, most + ", HTTP, 1 client", "p50"), raw));
  }

  private void rates(String most) {
    OptionalDouble model =
        value(NEW_QUESTIONS, "%s, model alone, %d callers".formatted(most, CLIENTS), "rate");
    for (String door : List.of("HTTP", "gRPC")) {
      String clients = "%s, %s, everything, %d clients".formatted(most, door, CLIENTS);
      atLeast(
          "search at %s, %d clients, %s, rate ÷ model alone".formatted(most, CLIENTS, door),
          SHARE_OF_MODEL,
          ratio(value(NEW_QUESTIONS, clients, "rate"), model));
      atLeast(
          "search at %s, %d clients, %s, cached, a second".formatted(most, CLIENTS, door),
          CACHED_SEARCHES,
          value(CACHED_QUESTIONS, clients, "rate"));
    }
  }

  private void ingest(String most) {
    String lastNew =
        plan.sizes().stream()
            .filter(size -> size <= plan.distinct())
            .reduce((first, second) -> second)
            .map("%,d"::formatted)
            .orElse("none");
    OptionalDouble model = value(INGEST, "to %s, model alone".formatted(lastNew), "rate");
    for (String door : List.of("HTTP", "gRPC")) {
      atLeast(
          "batch ingest to %s, %s, rate ÷ model alone".formatted(lastNew, door),
          SHARE_OF_MODEL,
          ratio(value(INGEST, "to %s, %s".formatted(lastNew, door), "rate"), model));
      if (plan.sizes().getLast() > plan.distinct()) {
        atLeast(
            "batch ingest to %s, %s, cached, a second".formatted(most, door),
            CACHED_INGEST,
            value(INGEST, "to %s, %s".formatted(most, door), "rate"));
      }
    }
  }

  private OptionalDouble value(String section, String row, String figure) {
    return report.value(section + ONE_TENANT, row, figure);
  }

  private static OptionalDouble ratio(OptionalDouble value, OptionalDouble baseline) {
    return both(value, baseline, (above, below) -> above / below);
  }

  /** What follows from two values, if both were measured. */
  private static OptionalDouble both(
      OptionalDouble first, OptionalDouble second, DoubleBinaryOperator made) {
    return first.isPresent() && second.isPresent()
        ? OptionalDouble.of(made.applyAsDouble(first.getAsDouble(), second.getAsDouble()))
        : OptionalDouble.empty();
  }

  private void atLeast(String goal, double least, OptionalDouble value) {
    value.ifPresent(measured -> verdicts.add(Verdict.atLeast(goal, least, measured)));
  }

  private void atMost(String goal, double most, OptionalDouble value) {
    value.ifPresent(measured -> verdicts.add(Verdict.atMost(goal, most, measured)));
  }
}
