package io.mnemon.client.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.output.TokenUsage;
import io.mnemon.api.memory.v1.CreateEmbeddingsRequest;
import io.mnemon.api.memory.v1.CreateEmbeddingsResponse;
import io.mnemon.client.Mnemon;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MnemonEmbeddingModelTest {
  /** Each vector has the number in its text, and its half. */
  private static CreateEmbeddingsResponse numbers(CreateEmbeddingsRequest request) {
    CreateEmbeddingsResponse.Builder response =
        CreateEmbeddingsResponse.newBuilder()
            .setModel("numbers")
            .setDimensions(2)
            .setTokens(request.getInputCount());
    for (String text : request.getInputList()) {
      float number = Float.parseFloat(text);
      ByteBuffer bytes = ByteBuffer.allocate(2 * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      bytes.putFloat(number).putFloat(number / 2);
      response.addVectors(Base64.getEncoder().encodeToString(bytes.array()));
    }
    return response.build();
  }

  @Test
  void manyTextsGoInSeveralRequestsAndComeBackInOrder() {
    try (HeapPlatform platform = new HeapPlatform();
        Mnemon mnemon = platform.client()) {
      platform.embeds(MnemonEmbeddingModelTest::numbers);
      MnemonEmbeddingModel model = new MnemonEmbeddingModel(mnemon);
      List<TextSegment> texts =
          IntStream.range(0, 300).mapToObj(i -> TextSegment.from(String.valueOf(i))).toList();

      Response<List<Embedding>> made = model.embedAll(texts);

      assertThat(platform.embeddings())
          .extracting(CreateEmbeddingsRequest::getInputCount)
          .containsExactly(128, 128, 44);
      assertThat(made.content()).hasSize(300);
      assertThat(made.content().get(299)).isEqualTo(Embedding.from(new float[] {299, 149.5f}));
      assertThat(made.tokenUsage()).isEqualTo(new TokenUsage(300));
      assertThat(model.embed("7").content().vector()).containsExactly(7, 3.5f);
      assertThat(model.modelName()).isEqualTo("default");
    }
  }
}
