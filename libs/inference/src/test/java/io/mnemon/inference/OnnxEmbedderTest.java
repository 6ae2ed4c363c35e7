package io.mnemon.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.langchain4j.model.embedding.onnx.bgesmallenv15q.BgeSmallEnV15QuantizedEmbeddingModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnnxEmbedderTest {
  private static Path folder;
  private static OnnxEmbedder embedder;

  @BeforeAll
  static void load(@TempDir Path temporary) {
    folder = temporary;
    embedder = new OnnxEmbedder(OnnxSettings.defaults().withLibraryFolder(folder));
  }

  @AfterAll
  static void close() {
    embedder.close();
  }

  @Test
  void modelGetsReadyByItself() {
    await().until(embedder::isReady);

    assertThat(embedder.embedQuery("hello").dimensions()).isEqualTo(embedder.space().dimensions());
  }

  @ParameterizedTest
  @CsvSource({
    "What does Ann like to drink?, Ann prefers green tea, The build failed on Friday",
    "Which database do we use?, All services store their rows in PostgreSQL, Bob plays tennis",
    "When is the release?, We ship version two next Tuesday, The cat sleeps on the sofa",
  })
  void answerIsNearerToItsQuestionThanSomethingUnrelated(
      String question, String answer, String other) {
    Embedding query = embedder.embedQuery(question);
    List<Embedding> documents = embedder.embedDocuments(List.of(answer, other));

    assertThat(query.cosine(documents.get(0))).isGreaterThan(query.cosine(documents.get(1)) + 0.1f);
  }

  @Test
  void questionsOfOneCallHaveTheVectorsThatEachHasAlone() {
    List<String> questions =
        List.of("since Ada left", "Who has looked after the garden wall since Ada left?", "x");

    assertThat(embedder.embedQueries(questions))
        .isEqualTo(questions.stream().map(embedder::embedQuery).toList());
    assertThat(embedder.embedQueries(List.of())).isEmpty();
  }

  @Test
  void whatAnIdleModelHasBegunWithHasTheSameVectors() {
    List<String> questions = List.of("since Ada left", "Who has left?");
    try (Embedder.Begun begun = embedder.beginQueries(questions);
        Embedder.Begun beside = embedder.beginQueries(questions);
        Embedder.Begun unwanted = embedder.beginQueries(questions)) {
      unwanted.close();
      assertThat(begun.isUnderWay()).isTrue();
      assertThat(begun.vectors()).isEqualTo(embedder.embedQueries(questions));
      assertThat(beside.vectors()).isEqualTo(begun.vectors());
    }
  }

  @ParameterizedTest
  @CsvSource({"hello world, 4", "'  Hello,\n world! ', 6", "'', 2"})
  void tokensAreThoseThatTheModelReads(String text, int tokens) {
    assertThat(embedder.tokens(text)).isEqualTo(tokens);
  }

  @Test
  void whatIsNotReadIsNotCounted() {
    assertThat(embedder.tokens("word ".repeat(10_000))).isEqualTo(8 * 512);
  }

  @Test
  void paraphrasesAreNear() {
    List<Embedding> embeddings =
        embedder.embedDocuments(
            List.of("The meeting was moved to Monday.", "They rescheduled the meeting to Monday."));

    assertThat(embeddings.get(0).cosine(embeddings.get(1))).isGreaterThan(0.9f);
  }

  @Test
  void vectorsAreThoseOfTheModelsOwnLibrary() {
    var reference = new BgeSmallEnV15QuantizedEmbeddingModel();
    List<String> texts = texts(20);

    List<Embedding> together = embedder.embedDocuments(texts);

    for (int i = 0; i < texts.size(); i++) {
      Embedding expected = Embedding.of(reference.embed(texts.get(i)).content().vector());
      Embedding alone = embedder.embedDocuments(List.of(texts.get(i))).getFirst();
      assertThat(alone.cosine(expected)).as(texts.get(i)).isGreaterThan(0.9999f);
      assertThat(together.get(i).cosine(expected)).as(texts.get(i)).isGreaterThan(0.985f);
    }
  }

  private static List<String> texts(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                "In week %d the team talked about topic %d".formatted(i, i * 7)
                    + " at length".repeat(i))
        .toList();
  }

  @Test
  void answersStandInTheOrderOfTheTexts() {
    List<String> texts = texts(12).reversed();

    List<Embedding> embeddings = embedder.embedDocuments(texts);

    for (int i = 0; i < texts.size(); i++) {
      Embedding alone = embedder.embedDocuments(List.of(texts.get(i))).getFirst();
      assertThat(embeddings.get(i).cosine(alone)).isGreaterThan(0.985f);
    }
  }

  @Test
  void endOfALongTextCounts() {
    String padding = "The weather was fine and nothing happened. ".repeat(80);

    List<Embedding> embeddings =
        embedder.embedDocuments(
            List.of(padding, padding + "Ann's favourite tea is green. ".repeat(40)));

    assertThat(embeddings.get(0).cosine(embeddings.get(1))).isLessThan(0.99f);
    Embedding query = embedder.embedQuery("Which tea does Ann like?");
    assertThat(query.cosine(embeddings.get(1))).isGreaterThan(query.cosine(embeddings.get(0)));
  }

  @Test
  void hugeAndEmptyTextsHaveVectors() {
    List<Embedding> embeddings =
        embedder.embedDocuments(
            List.of("", "word ".repeat(200_000), "\uD800", "x".repeat(1 << 20)));

    assertThat(embeddings).hasSize(4);
  }

  @Test
  void noTextsNoVectors() {
    assertThat(embedder.embedDocuments(List.of())).isEmpty();
  }

  @Test
  void manyCallersGetTheirOwnAnswers() throws Exception {
    List<String> texts = texts(16);
    List<Embedding> expected = texts.stream().map(embedder::embedQuery).toList();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Embedding>> answers = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        String text = texts.get(i % texts.size());
        answers.add(callers.submit(() -> embedder.embedQuery(text)));
      }
      for (int i = 0; i < 64; i++) {
        assertThat(answers.get(i).get().cosine(expected.get(i % texts.size())))
            .isGreaterThan(0.9999f);
      }
    }
  }

  @Test
  void nativeLibraryIsKeptForTheNextStart() throws Exception {
    await().until(embedder::isReady);

    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              System.mapLibraryName("onnxruntime"), System.mapLibraryName("onnxruntime4j_jni"));
    }
  }

  @Test
  void closedModelIsUnavailable() {
    OnnxEmbedder closed = new OnnxEmbedder(OnnxSettings.defaults());
    await().until(closed::isReady);

    closed.close();

    assertThat(closed.isReady()).isFalse();
    assertThatThrownBy(() -> closed.embedQuery("hello"))
        .isInstanceOf(EmbedderUnavailableException.class);
  }
}
