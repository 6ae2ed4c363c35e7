package io.mnemon.acceptance;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a user's searches find, to be asked again after something has happened. */
record RecordedAnswers(Map<String, List<String>> idsByQuery) {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int LIMIT = 10;

  RecordedAnswers {
    idsByQuery = Map.copyOf(idsByQuery);
  }

  /** The answers now, none of which is partial. */
  static RecordedAnswers of(Http http, String key, String user, List<String> queries) {
    Map<String, List<String>> answers = new LinkedHashMap<>();
    for (String query : queries) {
      JsonNode whole =
          await()
              .atMost(PATIENCE)
              .until(
                  () -> search(http, key, user, query),
                  answer -> !answer.path("partial").asBoolean(false));
      List<String> ids = new ArrayList<>();
      whole.path("results").forEach(hit -> ids.add(hit.path("memory").path("id").asText()));
      answers.put(query, List.copyOf(ids));
    }
    return new RecordedAnswers(answers);
  }

  private static JsonNode search(Http http, String key, String user, String query) {
    Map<String, Object> body =
        Map.of("query", query, "scope", Map.of("user", user), "limit", LIMIT);
    return http.send(Call.post("/v1/memories/search", body).key(key), 200).json();
  }
}
