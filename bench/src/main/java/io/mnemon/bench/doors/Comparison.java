package io.mnemon.bench.doors;

import io.mnemon.bench.measure.Latencies;
import io.mnemon.bench.report.Figure;
import io.mnemon.bench.report.Row;
import io.mnemon.bench.report.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * The same work through a door and straight, by one client. Calls take turns, each first as often
 * as the other, so whatever else the machine does meets both.
 *
 * @param label what is compared
 * @param goal what it may cost
 * @param straight sends the call of this number to our own interface
 * @param door sends it through the door
 */
record Comparison(String label, Goal goal, LongConsumer straight, LongConsumer door) {
  private static final int MEDIAN = 50;

  /** What a door may cost. */
  enum Goal {
    COMPATIBLE("×", 1.15),
    MCP("+ ms", 3),
    SDK("×", 1.10);

    private final String unit;
    private final double most;

    Goal(String unit, double most) {
      this.unit = unit;
      this.most = most;
    }

    private double cost(double straight, double door) {
      return this == MCP ? door - straight : door / straight;
    }
  }

  /** Medians of each round, in milliseconds. */
  record Medians(List<Double> straight, List<Double> door) {
    Medians {
      straight = List.copyOf(straight);
      door = List.copyOf(door);
    }
  }

  /** Sends the calls of some rounds after those of one that does not count. */
  Medians measure(int rounds, int calls) {
    List<Double> straight = new ArrayList<>();
    List<Double> throughDoor = new ArrayList<>();
    for (int round = 0; round <= rounds; round++) {
      Latencies own = new Latencies();
      Latencies others = new Latencies();
      for (long number = (long) round * calls; number < (round + 1L) * calls; number++) {
        boolean doorFirst = number % 2 == 0;
        if (doorFirst) {
          time(door, number, others);
        }
        time(this.straight, number, own);
        if (!doorFirst) {
          time(door, number, others);
        }
      }
      if (round > 0) {
        straight.add(own.percentileMs(MEDIAN));
        throughDoor.add(others.percentileMs(MEDIAN));
      }
    }
    return new Medians(straight, throughDoor);
  }

  private static void time(LongConsumer call, long number, Latencies latencies) {
    long begin = System.nanoTime();
    call.accept(number);
    latencies.record(System.nanoTime() - begin);
  }

  Row row(Medians medians) {
    return row(label, goal, medians);
  }

  Verdict verdict(Medians medians) {
    return verdict(label, goal, medians);
  }

  static Row row(String label, Goal goal, Medians medians) {
    double[] costs = costs(goal, medians);
    return new Row(
        label,
        figure("straight p50", "ms", medians.straight().stream().mapToDouble(m -> m).toArray()),
        figure("door p50", "ms", medians.door().stream().mapToDouble(m -> m).toArray()),
        figure("cost " + goal.unit, "", costs));
  }

  static Verdict verdict(String label, Goal goal, Medians medians) {
    return Verdict.atMost(label + ", " + goal.unit, goal.most, median(costs(goal, medians)));
  }

  private static double[] costs(Goal goal, Medians medians) {
    double[] costs = new double[medians.straight().size()];
    Arrays.setAll(costs, i -> goal.cost(medians.straight().get(i), medians.door().get(i)));
    return costs;
  }

  private static Figure figure(String name, String unit, double[] values) {
    return new Figure(
        name,
        unit,
        median(values),
        Arrays.stream(values).min().orElseThrow(),
        Arrays.stream(values).max().orElseThrow());
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
