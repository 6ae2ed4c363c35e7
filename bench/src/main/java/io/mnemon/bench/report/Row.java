package io.mnemon.bench.report;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** One line of a table. */
public record Row(String label, List<Figure> figures) {

  /** The figure of how many requests failed. */
  public static final String FAILED = "failed";

  /** The figure of how many answers missed something. */
  public static final String PARTIAL = "partial";

  public Row {
    figures = List.copyOf(figures);
  }

  public Row(String label, Figure... figures) {
    this(label, List.of(figures));
  }

  /** The label and the first few figures, to show that something goes on. */
  public String summary() {
    return figures.stream()
        .limit(3)
        .map(figure -> figure.name() + " " + Figure.number(figure.value()) + " " + figure.unit())
        .collect(Collectors.joining(", ", label + ": ", ""));
  }

  /** Whether each request of the load was answered, and in whole. */
  boolean isWhole() {
    return figures.stream()
        .filter(figure -> figure.name().equals(FAILED) || figure.name().equals(PARTIAL))
        .allMatch(figure -> figure.value() == 0);
  }

  Optional<Figure> figure(String name) {
    return figures.stream().filter(figure -> figure.name().equals(name)).findFirst();
  }
}
