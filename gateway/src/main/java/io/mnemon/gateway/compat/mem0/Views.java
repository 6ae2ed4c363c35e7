package io.mnemon.gateway.compat.mem0;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mnemon.gateway.compat.Json;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Our memories, versions and operations as mem0 shows its own. */
final class Views {
  static final String ROLE_TAG = "role=";

  private static final String ABSENT = "";

  private Views() {}

  static ObjectNode memory(JsonNode ours) {
    ObjectNode memory = Json.object();
    memory.set("id", ours.get("id"));
    memory.set("memory", ours.get("content"));
    JsonNode scope = ours.path("scope");
    memory.set("user_id", orNull(scope.get("user")));
    memory.set("agent_id", orNull(scope.get("agent")));
    memory.set("run_id", orNull(scope.get("session")));
    memory.putNull("app_id");
    memory.set("metadata", ours.hasNonNull("metadata") ? ours.get("metadata") : Json.object());
    ArrayNode categories = memory.putArray("categories");
    for (JsonNode tag : ours.path("tags")) {
      String text = tag.asText();
      if (text.startsWith(Entities.APP_TAG)) {
        memory.put("app_id", text.substring(Entities.APP_TAG.length()));
      } else if (text.startsWith(Entities.AGENT_TAG)) {
        memory.put("agent_id", text.substring(Entities.AGENT_TAG.length()));
      } else if (!text.startsWith(ROLE_TAG)) {
        categories.add(text);
      }
    }
    memory.set("created_at", orNull(ours.get("created_at")));
    memory.set("updated_at", orNull(ours.get("updated_at")));
    String expires = ours.path("expires_at").asText(ABSENT);
    if (expires.isEmpty()) {
      memory.putNull("expiration_date");
    } else {
      memory.put("expiration_date", Times.dateBefore(expires));
    }
    return memory;
  }

  static ObjectNode result(JsonNode found) {
    return memory(found.path("memory")).set("score", found.path("score"));
  }

  /** One line of a memory's history. */
  static ObjectNode version(JsonNode ours, @Nullable String before) {
    ObjectNode memory = memory(ours.path("memory"));
    ObjectNode line = Json.object();
    String id = memory.path("id").asText();
    line.put("id", id + ":" + ours.path("memory").path("version").asText());
    line.put("memory_id", id);
    line.put("old_memory", before);
    line.set("new_memory", memory.get("memory"));
    line.put("event", ours.path("change").asText().equals("added") ? "ADD" : "UPDATE");
    line.set("metadata", memory.get("metadata"));
    line.set("categories", memory.get("categories"));
    line.set("user_id", memory.get("user_id"));
    line.set("created_at", memory.get("created_at"));
    line.set("updated_at", orNull(ours.get("recorded_at")));
    return line;
  }

  /** What became of an add. */
  static ObjectNode event(JsonNode operation) {
    ObjectNode event = Json.object();
    event.set("id", operation.get("id"));
    event.put("event_type", "ADD");
    event.put("status", status(operation.path("state").asText()));
    ArrayNode results = event.putArray("results");
    for (JsonNode item : operation.path("items")) {
      ObjectNode result = results.addObject();
      result.set("id", item.get("memory"));
      result.put("event", "ADD");
      result.put("status", status(item.path("state").asText()));
      item.path("extracted")
          .forEach(
              fact ->
                  results
                      .addObject()
                      .put("event", "ADD")
                      .put("status", "SUCCEEDED")
                      .set("id", fact));
    }
    event.set("created_at", orNull(operation.get("created_at")));
    event.set(
        "updated_at",
        orNull(
            operation.hasNonNull("finished_at")
                ? operation.get("finished_at")
                : operation.get("created_at")));
    event.set("completed_at", orNull(operation.get("finished_at")));
    event.set("error", orNull(operation.get("failure")));
    return event;
  }

  private static String status(String state) {
    return switch (state) {
      case "done" -> "SUCCEEDED";
      case "queued" -> "PENDING";
      default -> state.toUpperCase(Locale.ROOT);
    };
  }

  private static JsonNode orNull(@Nullable JsonNode value) {
    return value == null ? NullNode.getInstance() : value;
  }
}
