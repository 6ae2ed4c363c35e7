package io.mnemon.inference;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Which language model behind an OpenAI-compatible address is asked, and how.
 *
 * @param url the address before {@code /chat/completions}, e.g. {@code http://localhost:11434/v1}
 * @param model the model's name there
 * @param key sent as a bearer, if the address wants one
 * @param concurrent the most requests under way
 * @param timeout how long a caller waits for one answer
 * @param maxTokens the most tokens of an answer
 * @param failures after so many failures in a row the model is left alone
 * @param leftAlone for how long
 */
public record OpenAiChatSettings(
    URI url,
    String model,
    Optional<String> key,
    int concurrent,
    Duration timeout,
    int maxTokens,
    int failures,
    Duration leftAlone) {
  public OpenAiChatSettings {
    if (!"http".equals(url.getScheme()) && !"https".equals(url.getScheme())) {
      throw new IllegalArgumentException(
          "the address of a language model must begin with http:// or https://, not " + url);
    }
    if (model.isBlank() || concurrent < 1 || maxTokens < 1 || failures < 1) {
      throw new IllegalArgumentException(
          "a language model needs a name, and at least 1 request, token and failure");
    }
    if (!timeout.isPositive()) {
      throw new IllegalArgumentException("the timeout must be longer than nothing, e.g. PT60S");
    }
  }

  URI completions() {
    String base = url.toString();
    return URI.create((base.endsWith("/") ? base : base + "/") + "chat/completions");
  }

  @Override
  public String toString() {
    return "%s at %s".formatted(model, url);
  }
}
