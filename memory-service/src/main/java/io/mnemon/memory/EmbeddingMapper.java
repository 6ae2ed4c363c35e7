package io.mnemon.memory;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.api.Violation;
import io.mnemon.api.memory.v1.CreateEmbeddingsRequest;
import io.mnemon.api.memory.v1.CreateEmbeddingsResponse;
import io.mnemon.inference.Embedder;
import io.mnemon.inference.EmbedderUnavailableException;
import io.mnemon.inference.Embedding;
import io.mnemon.inference.TextRefusedException;
import io.mnemon.inference.VectorSpace;
import io.mnemon.memory.sight.Sights;
import io.mnemon.tenancy.Caller;
import java.util.Base64;
import java.util.List;

/** Maps texts that are not kept to their vectors. */
final class EmbeddingMapper {
  private static final String ANY_MODEL = "default";
  private static final int MAX_TEXT_BYTES = 64 << 10;

  /** Less than what a message between services may have. */
  private static final int MAX_ANSWER_BYTES = 7 << 20;

  /** What is done of a request that ends too early is remembered by so many texts. */
  private static final int AT_ONCE = 64;

  private final Sights sights;
  private final Embedder embedder;
  private final int maxTexts;

  /**
   * @param maxTexts how many texts one request may have, as far as their vectors fit into an answer
   */
  EmbeddingMapper(Sights sights, Embedder embedder, int maxTexts) {
    this.sights = sights;
    this.embedder = embedder;
    int bytes = (embedder.space().dimensions() * Float.BYTES + 2) / 3 * 4;
    this.maxTexts = Math.max(1, Math.min(maxTexts, MAX_ANSWER_BYTES / bytes));
  }

  CreateEmbeddingsResponse create(Caller caller, CreateEmbeddingsRequest request) {
    VectorSpace space = embedder.space();
    Checks checks = new Checks("");
    texts(request.getInputList(), checks);
    String user = checks.name("user", request.getUser());
    if (request.hasDimensions() && request.getDimensions() != space.dimensions()) {
      checks.wrong(
          "dimensions",
          "is %d, but the vectors of %s have %d components: leave it out"
              .formatted(request.getDimensions(), space.model(), space.dimensions()));
    }
    checks.done();
    sights.require(caller, "memory.embed", user);
    requireModel(request.getModel(), space);
    try {
      return answer(request.getInputList(), space);
    } catch (EmbedderUnavailableException e) {
      throw new ServiceException(
          ErrorCode.UNAVAILABLE, "the embedding model cannot answer now: try again later", e);
    }
  }

  private void texts(List<String> texts, Checks checks) {
    if (texts.isEmpty() || texts.size() > maxTexts) {
      checks.wrong("input", "has %d texts, it must have 1 to %d".formatted(texts.size(), maxTexts));
      return;
    }
    for (int i = 0; i < texts.size(); i++) {
      checks.text("input[" + i + "]", texts.get(i), MAX_TEXT_BYTES);
    }
  }

  private static void requireModel(String model, VectorSpace space) {
    if (!model.isEmpty() && !model.equals(ANY_MODEL) && !model.equals(space.model())) {
      String message =
          "model \"%s\" was not found: write %s, or %s, which is what is in use here"
              .formatted(Checks.shown(model), space.model(), ANY_MODEL);
      throw new ServiceException(
          ErrorCode.NOT_FOUND, message, List.of(new Violation("model", message)), null);
    }
  }

  private CreateEmbeddingsResponse answer(List<String> texts, VectorSpace space) {
    CreateEmbeddingsResponse.Builder answer =
        CreateEmbeddingsResponse.newBuilder()
            .setModel(space.model())
            .setDimensions(space.dimensions());
    long tokens = 0;
    for (int from = 0; from < texts.size(); from += AT_ONCE) {
      List<String> some = texts.subList(from, Math.min(texts.size(), from + AT_ONCE));
      vectors(some, from).forEach(vector -> answer.addVectors(base64(vector)));
      tokens += some.stream().mapToLong(embedder::tokens).sum();
    }
    return answer.setTokens(tokens).build();
  }

  /**
   * @param place which the first of the texts is in the request
   */
  private List<Embedding> vectors(List<String> texts, int place) {
    try {
      return embedder.embedDocuments(texts);
    } catch (TextRefusedException e) {
      throw ServiceException.invalid(
          "input[%d]".formatted(place + e.place()),
          "is refused by the embedding model, most likely because it is too long: shorten or split"
              + " it");
    }
  }

  private static String base64(Embedding vector) {
    return Base64.getEncoder().encodeToString(vector.toBytes());
  }
}
