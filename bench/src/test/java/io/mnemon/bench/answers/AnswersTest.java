package io.mnemon.bench.answers;

import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.bench.answers.Answers.Answer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswersTest {
  @TempDir private Path folder;

  private static final Answers BEFORE =
      new Answers(
          List.of(
              new Answer("equal?", List.of("a", "b")),
              new Answer("reordered?", List.of("a", "b")),
              new Answer("lost?", List.of("a", "b")),
              new Answer("nothing?", List.of())));

  @Test
  void differencesAreToldByKind() {
    Answers after =
        new Answers(
            List.of(
                new Answer("equal?", List.of("a", "b")),
                new Answer("reordered?", List.of("b", "a")),
                new Answer("lost?", List.of("a")),
                new Answer("nothing?", List.of())));

    assertThat(BEFORE.difference(after)).isEqualTo(new Answers.Difference(2, 1, List.of("lost?")));
  }

  @Test
  void whatIsRecordedIsReadAgain() {
    Path file = folder.resolve("answers.json");

    BEFORE.write(file);

    assertThat(Answers.read(file)).isEqualTo(BEFORE);
    assertThat(BEFORE.found()).isEqualTo(3);
  }
}
