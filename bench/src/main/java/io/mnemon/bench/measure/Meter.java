package io.mnemon.bench.measure;

import io.mnemon.bench.report.Figure;
import io.mnemon.bench.report.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/** Makes lines of tables from loads: their latencies, and the CPU that both sides took. */
public final class Meter {
  private static final double MILLIS_PER_SECOND = 1e3;

  private final int rounds;
  private final DoubleSupplier platformCpuSeconds;
  private final Processes own = Processes.own();

  /**
   * @param platformCpuSeconds what the platform has used so far; NaN if that cannot be seen
   */
  public Meter(int rounds, DoubleSupplier platformCpuSeconds) {
    this.rounds = rounds;
    this.platformCpuSeconds = platformCpuSeconds;
  }

  public int rounds() {
    return rounds;
  }

  /** A line of a load that the platform bears. */
  public Row row(String label, Supplier<Run> round) {
    return row(label, 1, round);
  }

  /**
   * A line of a load that the platform bears.
   *
   * @param partsOfRequest how many memories a request carries
   */
  public Row row(String label, double partsOfRequest, Supplier<Run> round) {
    double platformBefore = platformCpuSeconds.getAsDouble();
    double ownBefore = own.ownCpuSeconds();
    Rounds measured = Rounds.of(rounds, round);
    double parts = measured.requests() * partsOfRequest;
    List<Figure> figures = figures(measured, partsOfRequest);
    figures.add(measured.sum(Row.FAILED, Run::failed));
    figures.add(measured.sum(Row.PARTIAL, Run::partial));
    double platform = platformCpuSeconds.getAsDouble() - platformBefore;
    if (parts > 0 && platform >= 0) {
      figures.add(Figure.of("platform CPU each", "ms", platform * MILLIS_PER_SECOND / parts));
    }
    if (parts > 0) {
      double client = own.ownCpuSeconds() - ownBefore;
      figures.add(Figure.of("client CPU each", "ms", client * MILLIS_PER_SECOND / parts));
    }
    complain(label, measured);
    return new Row(label, figures);
  }

  /** A line of what a raw part does alone in this process. */
  public Row alone(String label, double partsOfRequest, Supplier<Run> round) {
    return new Row(label, figures(Rounds.of(rounds, round), partsOfRequest));
  }

  private static List<Figure> figures(Rounds measured, double partsOfRequest) {
    return new ArrayList<>(
        List.of(
            measured.rate("rate", partsOfRequest),
            measured.percentile(50),
            measured.percentile(95),
            measured.percentile(99),
            measured.max()));
  }

  private static void complain(String label, Rounds measured) {
    measured.runs().stream()
        .filter(run -> run.firstFailure() != null)
        .findFirst()
        .ifPresent(run -> System.err.println(label + ": " + run.firstFailure()));
  }
}
