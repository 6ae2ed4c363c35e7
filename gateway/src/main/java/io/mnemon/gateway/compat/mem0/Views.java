package io.mnemon.gateway.compat.mem0;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mnemon.gateway.compat.Json;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Our memories, versions and operations as mem0 shows its own. */
final class Views {
  static final String ROLE_TAG = "role=";

  private static final String ABSENT = "";

  private Views() {}

  static ObjectNode memory(JsonNode ours) {
    return memory(ours, Entities.NONE);
  }

  /**
   * @param asked of several whose memory it is, those that are shown
   */
  static ObjectNode memory(JsonNode ours, Entities asked) {
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
      if (Sharing.isSilent(text)) {
        continue;
      }
      if (text.startsWith(Entities.APP_TAG)) {
        show(memory, "app_id", text.substring(Entities.APP_TAG.length()), asked.app());
      } else if (text.startsWith(Entities.AGENT_TAG)) {
        show(memory, "agent_id", text.substring(Entities.AGENT_TAG.length()), asked.agent());
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

  /** The one that was asked for; else the first. */
  private static void show(ObjectNode memory, String field, String name, Optional<String> asked) {
    if (!memory.hasNonNull(field) || asked.equals(Optional.of(name))) {
      memory.put(field, name);
    }
  }

  /**
   * All users, agents, apps or runs that a memory has: of apps and agents there may be several.
   *
   * @param memory the same as mem0 shows it
   * @param field e.g. app_id
   */
  static Set<String> names(JsonNode ours, ObjectNode memory, String field) {
    Set<String> names = new LinkedHashSet<>();
    if (memory.hasNonNull(field)) {
      names.add(memory.path(field).asText());
    }
    String tag = field + "=";
    if (tag.equals(Entities.APP_TAG) || tag.equals(Entities.AGENT_TAG)) {
      ours.path("tags")
          .valueStream()
          .map(JsonNode::asText)
          .filter(text -> text.startsWith(tag) && !Sharing.isSilent(text))
          .forEach(text -> names.add(text.substring(tag.length())));
    }
    return names;
  }

  static ObjectNode result(JsonNode found, Entities asked) {
    return memory(found.path("memory"), asked).set("score", found.path("score"));
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
