package io.mnemon.acceptance;

import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** A tenant that searches and adds as much as it can, until it is stopped. */
final class Flood implements AutoCloseable {
  private static final int SEARCHING = 24;
  private static final int WRITING = 8;
  private static final int BATCH = 50;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Http http;
  private final String key;
  private final Questions questions;
  private final AtomicLong answered = new AtomicLong();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile boolean stopping;

  private Flood(Http http, String key, Questions questions) {
    this.http = http;
    this.key = key;
    this.questions = questions;
  }

  static Flood begin(Http http, String key, Questions questions) {
    Flood flood = new Flood(http, key, questions);
    for (int i = 0; i < SEARCHING; i++) {
      flood.threads.execute(() -> flood.repeat(flood::search));
    }
    for (int i = 0; i < WRITING; i++) {
      flood.threads.execute(() -> flood.repeat(flood::batch));
    }
    return flood;
  }

  private void repeat(java.util.function.Supplier<Call> call) {
    while (!stopping) {
      try {
        http.send(call.get().key(key));
        answered.incrementAndGet();
      } catch (UncheckedIOException e) {
        // A flood does not mind.
        Thread.onSpinWait();
      }
    }
  }

  private Call search() {
    return Call.post("/v1/memories/search", Map.of("query", questions.next()));
  }

  private Call batch() {
    List<Map<String, Object>> memories = new ArrayList<>();
    for (int i = 0; i < BATCH; i++) {
      memories.add(Map.of("layer", "company", "content", questions.next()));
    }
    return Call.post("/v1/memories:batch", Map.of("memories", memories));
  }

  /** Returns when it is under way. */
  void awaitAnswers(int count) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> answered.get() >= count);
  }

  long answered() {
    return answered.get();
  }

  @Override
  public void close() {
    stopping = true;
    threads.close();
  }
}
