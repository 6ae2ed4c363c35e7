package io.mnemon.bench.speed;

import io.mnemon.bench.platform.Observer;
import io.mnemon.bench.report.Figure;
import io.mnemon.bench.report.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the platform occupies as the memories grow. */
final class Footprint {
  private static final double MANY = 100_000;
  private static final double KIBIBYTES = 1024;

  private final Observer observer;
  private final TreeMap<Integer, Map<String, Double>> resident = new TreeMap<>();
  private final TreeMap<Integer, Map<String, Double>> disk = new TreeMap<>();

  Footprint(Observer observer) {
    this.observer = observer;
  }

  void take(int memories) {
    resident.put(memories, observer.residentMebibytes());
    disk.put(memories, observer.diskMebibytes());
  }

  List<Row> resident() {
    return rows(resident, "more for each %,d memories".formatted((int) MANY), MANY, "MiB");
  }

  List<Row> disk() {
    return rows(disk, "more for each memory", KIBIBYTES, "KiB");
  }

  private static List<Row> rows(
      TreeMap<Integer, Map<String, Double>> taken, String lastLabel, double factor, String unit) {
    List<Row> rows = new ArrayList<>();
    if (taken.isEmpty() || taken.lastEntry().getValue().isEmpty()) {
      return rows;
    }
    taken.forEach(
        (memories, sizes) ->
            rows.add(row("%,d memories, MiB".formatted(memories), sizes, Map.of(), 1)));
    double scale = factor / Math.max(1, taken.lastKey() - taken.firstKey());
    rows.add(
        row(
            lastLabel + ", " + unit,
            taken.lastEntry().getValue(),
            taken.firstEntry().getValue(),
            scale));
    return rows;
  }

  private static Row row(
      String label, Map<String, Double> sizes, Map<String, Double> base, double scale) {
    List<Figure> figures = new ArrayList<>();
    double sum = 0;
    for (Map.Entry<String, Double> size : sizes.entrySet()) {
      double value = (size.getValue() - base.getOrDefault(size.getKey(), 0.0)) * scale;
      sum += value;
      figures.add(Figure.of(size.getKey(), "", value));
    }
    figures.add(Figure.of("sum", "", sum));
    return new Row(label, figures);
  }
}
