package io.mnemon.client.langchain4j;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.request.EmbeddingInput;
import dev.langchain4j.model.embedding.request.EmbeddingRequest;
import dev.langchain4j.model.embedding.response.EmbeddingResponse;
import dev.langchain4j.model.embedding.response.EmbeddingResponseMetadata;
import dev.langchain4j.model.output.TokenUsage;
import io.mnemon.api.memory.v1.CreateEmbeddingsRequest;
import io.mnemon.api.memory.v1.CreateEmbeddingsResponse;
import io.mnemon.client.Mnemon;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The model that memories are found with, for texts that are not to be kept. */
public final class MnemonEmbeddingModel implements EmbeddingModel {
  // A request has ten seconds.
  private static final int BATCH = 128;

  private final Mnemon mnemon;

  public MnemonEmbeddingModel(Mnemon mnemon) {
    this.mnemon = mnemon;
  }

  @Override
  public EmbeddingResponse doEmbed(EmbeddingRequest request) {
    List<String> texts = request.inputs().stream().map(EmbeddingInput::text).toList();
    List<Embedding> embeddings = new ArrayList<>(texts.size());
    String model = modelName();
    long tokens = 0;
    for (int from = 0; from < texts.size(); from += BATCH) {
      CreateEmbeddingsResponse made =
          mnemon.embed(
              CreateEmbeddingsRequest.newBuilder()
                  .addAllInput(texts.subList(from, Math.min(texts.size(), from + BATCH)))
                  .build());
      made.getVectorsList().forEach(vector -> embeddings.add(embedding(vector)));
      model = made.getModel();
      tokens += made.getTokens();
    }
    return EmbeddingResponse.builder()
        .embeddings(embeddings)
        .metadata(
            EmbeddingResponseMetadata.builder()
                .modelName(model)
                .tokenUsage(new TokenUsage(Math.toIntExact(tokens)))
                .build())
        .build();
  }

  private static Embedding embedding(String vector) {
    ByteBuffer bytes =
        ByteBuffer.wrap(Base64.getDecoder().decode(vector)).order(ByteOrder.LITTLE_ENDIAN);
    float[] components = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(components);
    return Embedding.from(components);
  }

  /** Whichever the platform uses; its answers tell the name. */
  @Override
  public String modelName() {
    return "default";
  }
}
