package io.mnemon.inference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * A language model behind an OpenAI-compatible address: a server of one's own (vLLM, Ollama,
 * llama.cpp) or a hosted one. It asks once and does not repeat: an answer costs, and whoever asks
 * knows whether it is worth another. A server that does not know JSON schemas is asked without.
 *
 * <p>After some failures in a row the model is left alone for a while, and whoever asks is told so
 * at once.
 */
public final class OpenAiChat implements ChatModel {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_BYTES = 4 << 20;
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_-]{1,60}");

  private final OpenAiChatSettings settings;
  private final HttpClient client;
  private final Semaphore underWay;
  private final AtomicInteger failures = new AtomicInteger();
  private volatile boolean isWithoutSchemas;
  private volatile long lastFailureNanos;

  public OpenAiChat(OpenAiChatSettings settings) {
    this.settings = settings;
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(settings.timeout())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    this.underWay = new Semaphore(settings.concurrent(), true);
  }

  @Override
  public String name() {
    return settings.model();
  }

  @Override
  public Answer answer(List<Message> messages, Form form) {
    if (failures.get() >= settings.failures()
        && System.nanoTime() - lastFailureNanos < settings.leftAlone().toNanos()) {
      throw new ChatUnavailableException(
          "the language model %s has failed %d times in a row and is left alone for %d seconds"
              .formatted(settings, failures.get(), settings.leftAlone().toSeconds()),
          true);
    }
    long deadline = System.nanoTime() + settings.timeout().toNanos();
    try {
      Answer answer = inTurn(messages, form, deadline);
      failures.set(0);
      return answer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ChatUnavailableException("the caller was interrupted", true);
    } catch (ChatUnavailableException e) {
      lastFailureNanos = System.nanoTime();
      failures.incrementAndGet();
      throw e;
    }
  }

  private Answer inTurn(List<Message> messages, Form form, long deadline)
      throws InterruptedException {
    if (!underWay.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
      throw refused("has too many requests waiting", true);
    }
    try {
      HttpResponse<String> answer = ask(messages, form, deadline);
      if (answer.statusCode() == 400 && !isWithoutSchemas) {
        isWithoutSchemas = true;
        answer = ask(messages, form, deadline);
      }
      if (answer.statusCode() != 200) {
        isWithoutSchemas &= answer.statusCode() != 400;
        throw refused(
            "answers %d%s".formatted(answer.statusCode(), reason(answer.body())),
            mayPass(answer.statusCode()));
      }
      return read(answer.body());
    } finally {
      underWay.release();
    }
  }

  private static boolean mayPass(int status) {
    return status == 429 || status == 408 || status >= 500;
  }

  private HttpResponse<String> ask(List<Message> messages, Form form, long deadline)
      throws InterruptedException {
    try {
      return client.send(
          request(messages, form, deadline),
          HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofString(), MOST_BYTES));
    } catch (HttpTimeoutException e) {
      throw refused(
          "gave no answer within %d ms: raise the time-out or take a faster model"
              .formatted(settings.timeout().toMillis()),
          true);
    } catch (IOException e) {
      throw refused(
          "cannot be reached: " + (e.getMessage() == null ? e.toString() : e.getMessage()), true);
    }
  }

  private HttpRequest request(List<Message> messages, Form form, long deadline) {
    ObjectNode body = JSON.createObjectNode();
    body.put("model", settings.model());
    body.put("temperature", 0);
    body.put("max_tokens", settings.maxTokens());
    ArrayNode conversation = body.putArray("messages");
    for (Message message : messages) {
      conversation
          .addObject()
          .put("role", message.role().name().toLowerCase(Locale.ROOT))
          .put("content", message.text());
    }
    if (!isWithoutSchemas) {
      body.putObject("response_format")
          .put("type", "json_schema")
          .putObject("json_schema")
          .put("name", form.name())
          .put("strict", true)
          .set("schema", schema(form));
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(settings.completions())
            .timeout(Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime())))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
    settings.key().ifPresent(key -> request.header("Authorization", "Bearer " + key));
    return request.build();
  }

  private static JsonNode schema(Form form) {
    try {
      return JSON.readTree(form.jsonSchema());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the form of an answer is no JSON", e);
    }
  }

  private Answer read(String body) {
    try {
      JsonNode answer = JSON.readTree(body);
      JsonNode choice = answer.path("choices").path(0);
      if (choice.isMissingNode()) {
        throw refused("gave an answer without choices", false);
      }
      return new Answer(
          choice.path("message").path("content").asText(""),
          choice.path("finish_reason").asText("").equals("length"),
          Math.max(0, answer.path("usage").path("prompt_tokens").asLong(0)),
          Math.max(0, answer.path("usage").path("completion_tokens").asLong(0)));
    } catch (JsonProcessingException e) {
      throw refused("gave an answer that is no JSON", true);
    }
  }

  private ChatUnavailableException refused(String why, boolean mayPass) {
    return new ChatUnavailableException("the language model " + settings + " " + why, mayPass);
  }

  /** The server's word for what is wrong; not its sentence, which may repeat what it was shown. */
  private static String reason(String body) {
    try {
      JsonNode error = JSON.readTree(body).path("error");
      String word = error.path("code").asText(error.path("type").asText(""));
      return WORD.matcher(word).matches() ? ": " + word : "";
    } catch (JsonProcessingException e) {
      return "";
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }
}
