package io.mnemon.inference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A model behind an OpenAI-compatible address: a server of one's own (vLLM, Ollama, Text Embeddings
 * Inference, llama.cpp) or a hosted one. So the model's language is whoever runs it to choose.
 *
 * <p>What may pass, an overload or a lost connection, is tried again until the caller's time is up,
 * with growing random pauses or after the time that the answer names. What will not, a wrong key or
 * vectors of other dimensions, fails at once and says what to do. After a failure the model is left
 * alone for two seconds. That it does not take a text is none, as long as it takes a short one.
 */
public final class OpenAiEmbedder implements Embedder {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TokenCounter TOKENS = new JtokkitTokenCounter("cl100k_base");
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final Duration LEFT_ALONE = Duration.ofSeconds(2);
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int REQUEST_TIMEOUT = 408;
  private static final Set<Integer> REFUSES_INPUT = Set.of(400, 413, 422);

  /** What every model takes that works at all. */
  private static final List<String> SHORT = List.of("hello");

  private static final int SHOWN = 200;

  private final OpenAiSettings settings;
  private final VectorSpace space;
  private final HttpClient client;
  private final Semaphore underWay;
  private volatile @Nullable Failure last;

  /** Why the model was not to be had, and when. */
  private record Failure(String why, long atNanos) {}

  public OpenAiEmbedder(OpenAiSettings settings) {
    this.settings = settings;
    this.space = new VectorSpace(settings.model(), settings.dimensions(), "f32");
    this.client = HttpClient.newBuilder().connectTimeout(settings.timeout()).build();
    this.underWay = new Semaphore(settings.concurrent(), true);
  }

  @Override
  public VectorSpace space() {
    return space;
  }

  /** Whether the last request was answered. */
  @Override
  public boolean isReady() {
    return last == null;
  }

  @Override
  public List<Embedding> embedQueries(List<String> texts) {
    List<Optional<Embedding>> vectors = embed(with(settings.queryPrefix(), texts), true);
    int refused = vectors.indexOf(Optional.<Embedding>empty());
    if (refused >= 0) {
      throw new TextRefusedException(
          "the embedding model " + settings + " takes nothing of a text", refused);
    }
    return vectors.stream().flatMap(Optional::stream).toList();
  }

  @Override
  public List<Embedding> embedDocuments(List<String> texts) {
    return embed(with(settings.documentPrefix(), texts), false).stream()
        .flatMap(Optional::stream)
        .toList();
  }

  @Override
  public List<Optional<Embedding>> embedBeginnings(List<String> texts) {
    return embed(with(settings.documentPrefix(), texts), true);
  }

  private static List<String> with(String prefix, List<String> texts) {
    return texts.stream().map(text -> prefix + text).toList();
  }

  /** As OpenAI's models count. */
  @Override
  public int tokens(String text) {
    return TOKENS.count(settings.documentPrefix() + text);
  }

  /**
   * @param cuts whether the beginning of a text that is refused is good enough
   */
  private List<Optional<Embedding>> embed(List<String> texts, boolean cuts) {
    long now = System.nanoTime();
    Failure before = last;
    if (before != null && now - before.atNanos() < LEFT_ALONE.toNanos()) {
      // Whoever comes next would wait in vain as long as the one before.
      throw new EmbedderUnavailableException(before.why());
    }
    long deadline = now + settings.timeout().toNanos();
    List<Optional<Embedding>> embeddings = new ArrayList<>(texts.size());
    try {
      for (int from = 0; from < texts.size(); from += settings.batch()) {
        List<String> batch = texts.subList(from, Math.min(texts.size(), from + settings.batch()));
        embeddings.addAll(inTurn(batch, from, cuts, deadline));
      }
      return embeddings;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbedderUnavailableException("the caller was interrupted", e);
    }
  }

  private List<Optional<Embedding>> inTurn(
      List<String> batch, int place, boolean cuts, long deadline) throws InterruptedException {
    if (!underWay.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
      throw failed(
          "too many requests wait for the embedding model " + settings + "; try again later");
    }
    try {
      return ask(batch, deadline).stream().map(Optional::of).toList();
    } catch (InputRefusedException e) {
      insistOnWorking(deadline);
      return new Halving(some -> askInTime(some, deadline), cuts).of(batch, place, e);
    } finally {
      underWay.release();
    }
  }

  /**
   * @throws EmbedderUnavailableException if the model refuses whatever it is sent
   */
  private void insistOnWorking(long deadline) throws InterruptedException {
    try {
      var unused = ask(SHORT, deadline);
    } catch (InputRefusedException e) {
      throw failed(e.why());
    }
  }

  /** Gives up before the model is blamed for the time that it takes to look for a text. */
  private List<Embedding> askInTime(List<String> texts, long deadline)
      throws InterruptedException, InputRefusedException {
    if (deadline - System.nanoTime() < settings.timeout().dividedBy(4).toNanos()) {
      throw new EmbedderUnavailableException(
          "no time is left to look for the texts that the embedding model "
              + settings
              + " does not take");
    }
    return ask(texts, deadline);
  }

  private List<Embedding> ask(List<String> batch, long deadline)
      throws InterruptedException, InputRefusedException {
    Duration pause = FIRST_PAUSE;
    while (true) {
      Duration wait = pause.plusMillis(ThreadLocalRandom.current().nextLong(pause.toMillis()));
      String why;
      try {
        HttpResponse<String> answer =
            client.send(request(batch, deadline), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() == 200) {
          List<Embedding> vectors = vectors(answer.body(), batch.size());
          last = null;
          return vectors;
        }
        why = "answers %d: %s".formatted(answer.statusCode(), shortened(answer.body()));
        if (REFUSES_INPUT.contains(answer.statusCode())) {
          throw new InputRefusedException("the embedding model " + settings + " " + why);
        }
        if (!mayPass(answer.statusCode())) {
          throw refused(why);
        }
        wait = retryAfter(answer).orElse(wait);
      } catch (IOException e) {
        why = "cannot be reached: " + (e.getMessage() == null ? e.toString() : e.getMessage());
      }
      if (System.nanoTime() + wait.toNanos() - deadline >= 0) {
        throw refused(why);
      }
      Thread.sleep(wait);
      pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : pause;
    }
  }

  private HttpRequest request(List<String> batch, long deadline) {
    ObjectNode body = JSON.createObjectNode();
    body.put("model", settings.model());
    body.put("encoding_format", "float");
    if (settings.shortened()) {
      body.put("dimensions", settings.dimensions());
    }
    batch.forEach(body.putArray("input")::add);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(settings.embeddings())
            .timeout(Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime())))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
    settings.key().ifPresent(key -> request.header("Authorization", "Bearer " + key));
    return request.build();
  }

  private static boolean mayPass(int status) {
    return status == TOO_MANY_REQUESTS || status == REQUEST_TIMEOUT || status >= 500;
  }

  private static Optional<Duration> retryAfter(HttpResponse<String> answer) {
    return answer
        .headers()
        .firstValue("Retry-After")
        .filter(seconds -> seconds.matches("\\d{1,4}"))
        .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)));
  }

  private List<Embedding> vectors(String body, int count) {
    try {
      JsonNode data = JSON.readTree(body).path("data");
      if (data.size() != count) {
        throw refused("gave %d vectors for %d texts".formatted(data.size(), count));
      }
      Embedding[] vectors = new Embedding[count];
      for (int i = 0; i < count; i++) {
        // Each names its place; a server that does not keeps their order.
        vectors[data.path(i).path("index").asInt(i)] = vector(data.path(i).path("embedding"));
      }
      // Refuses one that nobody filled.
      return List.of(vectors);
    } catch (JsonProcessingException
        | IllegalArgumentException
        | ArrayIndexOutOfBoundsException
        | NullPointerException e) {
      throw refused("gave an answer that is not understood: " + e.getMessage());
    }
  }

  private Embedding vector(JsonNode components) {
    if (components.size() != settings.dimensions()) {
      throw refused(
          "gives vectors of %d components, but %d are set: set the dimensions to what it gives, in"
                  .formatted(components.size(), settings.dimensions())
              + " a new database, since vectors of different models never meet");
    }
    float[] vector = new float[components.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = components.get(i).floatValue();
    }
    return Embedding.of(vector);
  }

  private EmbedderUnavailableException refused(String why) {
    return failed("the embedding model " + settings + " " + why);
  }

  private EmbedderUnavailableException failed(String why) {
    last = new Failure(why, System.nanoTime());
    return new EmbedderUnavailableException(why);
  }

  private static String shortened(String body) {
    return body.length() <= SHOWN ? body : body.substring(0, SHOWN) + "…";
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }
}
