package io.mnemon.inference;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Which model behind an OpenAI-compatible address is asked, and how.
 *
 * @param url the address before {@code /embeddings}, e.g. {@code https://api.openai.com/v1}
 * @param model the model's name there
 * @param dimensions how many components its vectors have
 * @param shortened whether it is told to cut its vectors to that; only for models made for it
 * @param key sent as a bearer, if the address wants one
 * @param queryPrefix what the model wants in front of a text that searches
 * @param documentPrefix what it wants in front of a text that is to be found
 * @param batch the most texts of one request
 * @param concurrent the most requests under way
 * @param timeout how long a caller waits, all tries together
 */
public record OpenAiSettings(
    URI url,
    String model,
    int dimensions,
    boolean shortened,
    Optional<String> key,
    String queryPrefix,
    String documentPrefix,
    int batch,
    int concurrent,
    Duration timeout) {
  public OpenAiSettings {
    if (!"http".equals(url.getScheme()) && !"https".equals(url.getScheme())) {
      throw new IllegalArgumentException(
          "the address of an embedding model must begin with http:// or https://, not " + url);
    }
    if (model.isBlank() || dimensions < 1 || batch < 1 || concurrent < 1) {
      throw new IllegalArgumentException(
          "an embedding model needs a name, and at least 1 dimension, text and request at once");
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("the timeout must be longer than nothing, e.g. PT30S");
    }
  }

  /** Where embeddings are asked for. */
  URI embeddings() {
    String base = url.toString();
    return URI.create((base.endsWith("/") ? base : base + "/") + "embeddings");
  }

  @Override
  public String toString() {
    return "%s at %s".formatted(model, url);
  }
}
