package io.mnemon.bench.measure;

import io.mnemon.bench.report.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** The same load several times: the figures are of all rounds, their spread is between them. */
public record Rounds(List<Run> runs) {
  public Rounds {
    runs = List.copyOf(runs);
  }

  public static Rounds of(int count, Supplier<Run> round) {
    List<Run> runs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      runs.add(round.get());
    }
    return new Rounds(runs);
  }

  public long requests() {
    return runs.stream().mapToLong(run -> run.latencies().count()).sum();
  }

  /** Requests of this many parts: how many parts a second. */
  public Figure rate(String name, double partsOfRequest) {
    double seconds = runs.stream().mapToDouble(Run::seconds).sum();
    return spread(
        name, "1/s", requests() * partsOfRequest / seconds, r -> r.perSecond() * partsOfRequest);
  }

  public Figure percentile(double percent) {
    String name = "p" + (percent == Math.rint(percent) ? "%.0f" : "%s").formatted(percent);
    return spread(
        name, "ms", all().percentileMs(percent), run -> run.latencies().percentileMs(percent));
  }

  public Figure max() {
    return spread("max", "ms", all().maxMs(), run -> run.latencies().maxMs());
  }

  public Figure sum(String name, Function<Run, Long> part) {
    return Figure.of(name, "", runs.stream().mapToLong(part::apply).sum());
  }

  private Latencies all() {
    Latencies all = new Latencies();
    runs.forEach(run -> all.add(run.latencies()));
    return all;
  }

  private Figure spread(String name, String unit, double value, ToDoubleFunction<Run> ofRound) {
    return new Figure(
        name,
        unit,
        value,
        runs.stream().mapToDouble(ofRound).min().orElse(value),
        runs.stream().mapToDouble(ofRound).max().orElse(value));
  }
}
