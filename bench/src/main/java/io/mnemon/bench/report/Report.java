package io.mnemon.bench.report;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * All that one run has measured.
 *
 * @param terms on what, when and how it was measured
 */
public record Report(Map<String, String> terms, List<Section> sections, List<Verdict> verdicts) {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  public Report {
    terms = new TreeMap<>(terms);
    sections = List.copyOf(sections);
    verdicts = List.copyOf(verdicts);
  }

  public static Report read(Path file) {
    try {
      return JSON.readValue(file.toFile(), Report.class);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " is not the JSON of a run of this benchmark", e);
    }
  }

  public void write(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      JSON.writeValue(file.toFile(), this);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be written", e);
    }
  }

  /**
   * The value at a place, if it was measured. It is NaN where requests of that load failed, or were
   * answered in part: what is left of it is not what should have been measured.
   */
  public OptionalDouble value(String section, String row, String figure) {
    return sections.stream()
        .filter(each -> each.title().equals(section))
        .flatMap(each -> each.rows().stream())
        .filter(each -> each.label().equals(row))
        .flatMap(each -> each.figure(figure).map(found -> worth(each, found)).stream())
        .mapToDouble(Double::doubleValue)
        .findFirst();
  }

  private static double worth(Row row, Figure figure) {
    return row.isWhole() ? figure.value() : Double.NaN;
  }
}
