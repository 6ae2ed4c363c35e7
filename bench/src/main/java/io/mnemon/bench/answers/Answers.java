package io.mnemon.bench.answers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mnemon.bench.door.HttpConnection;
import io.mnemon.bench.door.Search;
import io.mnemon.bench.platform.Platform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** What a platform answered, question by question. */
public record Answers(List<Answer> answers) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LIMIT = 10;

  public Answers {
    answers = List.copyOf(answers);
  }

  /**
   * @param ids the memories that were found, the best first
   */
  public record Answer(String question, List<String> ids) {
    public Answer {
      ids = List.copyOf(ids);
    }
  }

  /**
   * How another platform's answers compare.
   *
   * @param equal the same memories in the same order
   * @param reordered the same memories in another order
   * @param different those that found other memories
   */
  public record Difference(int equal, int reordered, List<String> different) {
    public Difference {
      different = List.copyOf(different);
    }
  }

  /** Asks over everything that the platform's application key sees. */
  public static Answers of(Platform platform, List<String> questions) {
    List<Answer> answers = new ArrayList<>();
    try (HttpConnection connection = platform.connect()) {
      for (String question : questions) {
        Search search = new Search(null, question, LIMIT);
        JsonNode answer = JSON.readTree(connection.answer(platform.applicationKey(), search));
        if (answer.path("partial").asBoolean()) {
          throw new IllegalStateException(
              "the answer to \"" + question + "\" is partial: wait until the index is complete");
        }
        List<String> ids = new ArrayList<>();
        answer.path("results").forEach(each -> ids.add(each.path("memory").path("id").asText()));
        answers.add(new Answer(question, ids));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the platform's answer is no JSON", e);
    }
    return new Answers(answers);
  }

  public static Answers read(Path file) {
    try {
      return JSON.readValue(file.toFile(), Answers.class);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " holds no recorded answers", e);
    }
  }

  public void write(Path file) {
    try {
      JSON.writeValue(file.toFile(), this);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be written", e);
    }
  }

  public List<String> questions() {
    return answers.stream().map(Answer::question).toList();
  }

  /** How many of the questions found anything. */
  public long found() {
    return answers.stream().filter(answer -> !answer.ids().isEmpty()).count();
  }

  /** Compares with the answers to the same questions. */
  public Difference difference(Answers later) {
    int equal = 0;
    int reordered = 0;
    List<String> different = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      List<String> before = answers.get(i).ids();
      List<String> after = later.answers().get(i).ids();
      if (before.equals(after)) {
        equal++;
      } else if (new HashSet<>(before).equals(new HashSet<>(after))) {
        reordered++;
      } else {
        different.add(answers.get(i).question());
      }
    }
    return new Difference(equal, reordered, different);
  }
}
