package io.mnemon.acceptance;

import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Some writers that add memories until they are stopped, and remember what was acknowledged. */
final class Ingest implements AutoCloseable {
  private static final int THREADS = 4;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Http http;
  private final String key;
  private final String user;
  private final String label;
  private final Queue<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();
  private final Queue<Reply> refusals = new ConcurrentLinkedQueue<>();
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private volatile boolean stopping;

  private Ingest(Http http, String key, String user, String label) {
    this.http = http;
    this.key = key;
    this.user = user;
    this.label = label;
  }

  /**
   * A memory that the platform has promised to keep.
   *
   * @param word stands in no other memory
   */
  record Acknowledged(String id, String word) {
    String content() {
      return Ingest.content(word);
    }
  }

  /** Begins; {@code label} is in no other ingest. */
  static Ingest begin(Http http, String key, String user, String label) {
    Ingest ingest = new Ingest(http, key, user, label);
    for (int thread = 0; thread < THREADS; thread++) {
      int number = thread;
      ingest.threads.execute(() -> ingest.write(number));
    }
    return ingest;
  }

  private static String content(String word) {
    return "The barrel marked " + word + " was rolled into the cellar.";
  }

  private void write(int thread) {
    for (int i = 0; !stopping; i++) {
      String word = label + "t" + thread + "n" + i + "x";
      Map<String, Object> memory =
          Map.of("layer", "user", "scope", Map.of("user", user), "content", content(word));
      try {
        Reply reply = http.send(Call.post("/v1/memories", memory).key(key));
        if (reply.status() == 201) {
          acknowledged.add(new Acknowledged(reply.json().path("id").asText(), word));
        } else {
          refusals.add(reply);
        }
      } catch (UncheckedIOException e) {
        // Whether it was kept is unknown: nothing was promised, and it is not sent again.
        Thread.onSpinWait();
      }
    }
  }

  /** Returns when so many more are acknowledged. */
  void awaitMore(int count) {
    int wanted = acknowledged.size() + count;
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> acknowledged.size() >= wanted);
  }

  /** What came instead of an acknowledgement. */
  List<Reply> refusals() {
    return new ArrayList<>(refusals);
  }

  /** Ends the writers; gives all that was acknowledged. */
  List<Acknowledged> stop() {
    close();
    return new ArrayList<>(acknowledged);
  }

  @Override
  public void close() {
    stopping = true;
    threads.close();
  }
}
