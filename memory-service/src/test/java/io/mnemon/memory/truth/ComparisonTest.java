package io.mnemon.memory.truth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How well contradictions are told from what only looks like them, on pairs labelled by hand. Two
 * thirds of the pairs were at hand while the rules were made, one third was not.
 */
class ComparisonTest {
  private record Pair(String label, String older, String newer) {}

  private record Counted(String label, long pairs, long contradicts, long same) {}

  @ParameterizedTest
  @CsvSource({"pairs-tuned.tsv, 200, 0.95", "pairs-heldout.tsv, 100, 0.70"})
  void contradictionsAreFoundAndNothingTrueIsClosed(String file, int atLeast, double recall) {
    List<Pair> pairs = pairs(file);
    List<Pair> wrong =
        pairs.stream()
            .filter(pair -> contradicts(pair) && !pair.label().equals("contradiction"))
            .toList();
    List<Counted> table = table(pairs);
    print(file, table);

    assertThat(pairs).hasSizeGreaterThanOrEqualTo(atLeast);
    assertThat(wrong).as("true facts that would be closed").isEmpty();
    Counted contradictions = of("contradiction", table);
    assertThat((double) contradictions.contradicts() / contradictions.pairs())
        .isGreaterThanOrEqualTo(recall);
    Counted same = of("near_duplicate", table);
    assertThat((double) same.same() / same.pairs()).isGreaterThanOrEqualTo(0.9);
    assertThat(table.stream().filter(row -> row != same).mapToLong(Counted::same).sum())
        .as("what says something else and is taken for the same")
        .isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"pairs-tuned.tsv", "pairs-heldout.tsv"})
  void noStatementContradictsItself(String file) {
    assertThat(pairs(file))
        .allSatisfy(
            pair -> assertThat(verdict(pair.older(), pair.older())).isEqualTo(new Verdict.Exact()));
  }

  @Test
  void aMemoryOfSeveralSentencesIsNotClosedForOneOfThem() {
    assertThat(verdict("Alice lives in Berlin. She works at Google.", "Alice lives in Madrid"))
        .isEqualTo(Verdict.UNRELATED);
    assertThat(verdict("Alice lives in Berlin", "Alice got a dog. Alice lives in Madrid now."))
        .isEqualTo(new Verdict.Contradicts(Verdict.Reason.CHANGED_VALUE));
  }

  @ParameterizedTest
  @CsvSource({
    "The limit is 5, The limit is 6, CHANGED_NUMBER",
    "The demo is on Monday, The demo is on Friday, CHANGED_TIME",
    "Bo lives in Rome, Bo lives in Oslo, CHANGED_VALUE",
    "Bo likes tea, Bo does not like tea, NEGATED",
    "The flag is on, The flag is off, OPPOSITE",
    "The app uses Redis, The app migrated from Redis to Valkey, LEFT"
  })
  void theReasonSaysWhatHasChanged(String older, String newer, Verdict.Reason reason) {
    assertThat(verdict(older, newer)).isEqualTo(new Verdict.Contradicts(reason));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "?", "🙂", "a", "is", "The is", "Alice", ":::", ", and , but", "from to from"})
  void whatIsNoSentenceMeansNothing(String text) {
    assertThat(verdict("Alice lives in Berlin", text)).isEqualTo(Verdict.UNRELATED);
    assertThat(verdict(text, "Alice lives in Berlin")).isEqualTo(Verdict.UNRELATED);
  }

  private static boolean contradicts(Pair pair) {
    return verdict(pair.older(), pair.newer()) instanceof Verdict.Contradicts;
  }

  private static Verdict verdict(String older, String newer) {
    return Comparison.of(older, newer, OptionalDouble.empty());
  }

  private static List<Counted> table(List<Pair> pairs) {
    return new TreeSet<>(pairs.stream().map(Pair::label).toList())
        .stream()
            .map(
                label -> {
                  List<Pair> some =
                      pairs.stream().filter(pair -> pair.label().equals(label)).toList();
                  return new Counted(
                      label,
                      some.size(),
                      some.stream().filter(ComparisonTest::contradicts).count(),
                      some.stream()
                          .map(pair -> verdict(pair.older(), pair.newer()))
                          .filter(
                              verdict ->
                                  verdict instanceof Verdict.Exact
                                      || verdict instanceof Verdict.NearDuplicate)
                          .count());
                })
            .toList();
  }

  private static Counted of(String label, List<Counted> table) {
    return table.stream().filter(row -> row.label().equals(label)).findFirst().orElseThrow();
  }

  private static void print(String file, List<Counted> table) {
    System.out.printf("%n%-20s %6s %12s %6s%n", file, "pairs", "contradicts", "same");
    table.forEach(
        row ->
            System.out.printf(
                "%-20s %6d %12d %6d%n", row.label(), row.pairs(), row.contradicts(), row.same()));
  }

  private static List<Pair> pairs(String file) {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(ComparisonTest.class.getResourceAsStream("/truth/" + file)),
                StandardCharsets.UTF_8))) {
      return reader
          .lines()
          .map(line -> line.split("\t", -1))
          .map(columns -> new Pair(columns[0], columns[2], columns[3]))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
