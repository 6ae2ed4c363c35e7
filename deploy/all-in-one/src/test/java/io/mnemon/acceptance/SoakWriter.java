package io.mnemon.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One user that adds, searches, changes and deletes for as long as the soak lasts. */
final class SoakWriter implements Runnable {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final Http http;
  private final String key;
  private final String user;
  private final Random random;
  private final Promises promises = new Promises();
  private final List<String> live = new ArrayList<>();
  private final AtomicInteger acknowledged = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private volatile boolean stopping;

  SoakWriter(Http http, String key, String user, long seed) {
    this.http = http;
    this.key = key;
    this.user = user;
    this.random = new Random(seed);
  }

  int acknowledged() {
    return acknowledged.get();
  }

  int refused() {
    return refused.get();
  }

  Promises promises() {
    return promises;
  }

  void stop() {
    stopping = true;
  }

  @Override
  public void run() {
    for (int i = 0; !stopping; i++) {
      int dice = random.nextInt(10);
      if (live.isEmpty() || dice < 4) {
        add(i);
      } else if (dice < 7) {
        search();
      } else if (dice < 9) {
        update(live.get(random.nextInt(live.size())), i);
      } else {
        delete(live.remove(random.nextInt(live.size())));
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private static String content(String word) {
    return "The barrel marked " + word + " was rolled into the cellar.";
  }

  /** The answer, if it is a success. */
  private @Nullable Reply send(Call call) {
    try {
      Reply reply = http.send(call.key(key));
      if (reply.status() < 300) {
        acknowledged.incrementAndGet();
        return reply;
      }
      // Nothing else is a true answer of a platform that loses processes.
      assertThat(reply.status()).as(reply.text()).isIn(404, 429, 503, 504);
    } catch (UncheckedIOException e) {
      // The gateway itself was killed: whether the request was done is unknown.
      return unanswered();
    }
    return unanswered();
  }

  private @Nullable Reply unanswered() {
    refused.incrementAndGet();
    LockSupport.parkNanos(RETRY_NANOS);
    return null;
  }

  /** Sent again with the same key until it is acknowledged: it must be there once. */
  private void add(int number) {
    String content = content(user + "n" + number + "x");
    Call call =
        Call.post(
                "/v1/memories",
                Map.of("layer", "user", "scope", Map.of("user", user), "content", content))
            .header("Idempotency-Key", user + "-" + number);
    while (!stopping) {
      Reply reply = send(call);
      if (reply != null) {
        String id = reply.json().path("id").asText();
        promises.added(id, content);
        live.add(id);
        return;
      }
    }
  }

  private void search() {
    send(
        Call.post(
            "/v1/memories/search",
            Map.of("query", "Which barrel is in the cellar?", "scope", Map.of("user", user))));
  }

  private void update(String id, int number) {
    String content = content(user + "u" + number + "x");
    promises.mayBecome(id, content);
    if (send(Call.patch("/v1/memories/" + id, Map.of("content", content))) != null) {
      promises.became(id, content);
    }
  }

  private void delete(String id) {
    promises.mayBeDeleted(id);
    if (send(Call.of("DELETE", "/v1/memories/" + id)) != null) {
      promises.deleted(id);
    }
  }

  /** What is not as it was promised, in the record and in the index. */
  List<String> faults() {
    Map<String, String> found = new HashMap<>();
    Map<String, String> ids = new HashMap<>();
    List<String> faults = new ArrayList<>();
    String cursor = "";
    do {
      String page = "/v1/memories?limit=100&user=" + user;
      JsonNode answer =
          http.send(Call.get(cursor.isEmpty() ? page : page + "&cursor=" + cursor).key(key), 200)
              .json();
      for (JsonNode memory : answer.path("memories")) {
        String id = memory.path("id").asText();
        String content = memory.path("content").asText();
        found.put(id, content);
        if (ids.put(content, id) != null) {
          faults.add(content + " is there twice");
        }
      }
      cursor = answer.path("next_cursor").asText("");
    } while (!cursor.isEmpty());
    for (String id : promises.ids()) {
      String fault = promises.fault(id, found.get(id));
      if (fault != null) {
        faults.add(fault);
      }
    }
    return faults;
  }

  /** Whether the index shows everything that is in a sample, and nothing that was deleted. */
  boolean isFound(int sample) {
    List<String> some = live.subList(Math.max(0, live.size() - sample), live.size());
    for (String id : some) {
      Reply memory = http.send(Call.get("/v1/memories/" + id).key(key));
      if (memory.status() == 404) {
        continue;
      }
      String content = memory.json().path("content").asText();
      Map<String, Object> body =
          Map.of("query", content, "mode", "lexical", "scope", Map.of("user", user), "limit", 100);
      List<String> shown = new ArrayList<>();
      http.send(Call.post("/v1/memories/search", body).key(key), 200)
          .json()
          .path("results")
          .forEach(result -> shown.add(result.path("memory").path("id").asText()));
      if (!shown.contains(id) || shown.stream().anyMatch(promises.deletedIds()::contains)) {
        return false;
      }
    }
    return true;
  }
}
