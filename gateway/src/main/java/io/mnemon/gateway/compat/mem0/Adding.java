package io.mnemon.gateway.compat.mem0;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.gateway.compat.CompatRequest;
import io.mnemon.gateway.compat.Fields;
import io.mnemon.gateway.compat.Json;
import io.mnemon.gateway.http.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Adds messages. Every message is kept as it is; with {@code infer} a language model finds the
 * facts in them, and where the platform has none they are consolidated as they are.
 */
final class Adding {
  private static final long ASK_AGAIN_NANOS = Duration.ofMinutes(1).toNanos();

  /** What a memory may have. */
  private static final int MAX_BYTES = 64 * 1024;

  /** When the platform last said that it has no language model; 0 if it has not. */
  private final AtomicLong refusedNanos = new AtomicLong();

  Answer add(CompatRequest request) {
    Fields fields = request.fields();
    if (fields.bool("immutable", false)) {
      throw fields.invalid("immutable", "is not served: memories can be changed");
    }
    Entities entities = Entities.of(fields);
    List<Message> messages = messages(fields);
    ArrayNode memories = Json.object().arrayNode();
    messages.forEach(message -> memories.add(memory(message, entities, fields)));
    ObjectNode batch = Json.object().set("memories", memories);
    ObjectNode added =
        fields.bool("infer", true) ? infer(request, batch) : call(request, batch, "none");
    requireAll(added.path("results"), messages);
    for (JsonNode one : added.path("results")) {
      if (one.has("duplicate_of")) {
        Sharing.join(request, one.path("memory"), entities);
      }
    }
    return answer(added, messages);
  }

  /**
   * A message of the request.
   *
   * @param at where it stands there
   */
  private record Message(String at, String role, String content) {}

  private static List<Message> messages(Fields fields) {
    JsonNode given =
        fields.any("messages").orElseThrow(() -> fields.invalid("messages", "is missing"));
    if (given.isTextual()) {
      return List.of(
          new Message(
              "messages", "user", kept(fields, "messages", fields.requiredText("messages"))));
    }
    List<Message> messages = new ArrayList<>();
    int index = 0;
    for (JsonNode one : fields.list("messages").orElse(given)) {
      String at = fields.at("messages[" + index++ + "]");
      if (!(one instanceof ObjectNode object)) {
        throw ServiceException.invalid(at, "must be an object with role and content");
      }
      Fields message = new Fields(object, at);
      String role = message.text("role").orElse("user");
      // What an operator tells a model is no memory of its user.
      if (!role.equals("system")) {
        messages.add(new Message(at, role, kept(message, "content", content(message))));
      }
    }
    if (messages.isEmpty()) {
      throw fields.invalid("messages", "has no message of a user or an assistant");
    }
    return messages;
  }

  private static String content(Fields message) {
    Optional<JsonNode> content = message.any("content");
    if (content.filter(JsonNode::isArray).isEmpty()) {
      return message.requiredText("content");
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode part : content.get()) {
      if (!part.path("type").asText().equals("text") || !part.path("text").isTextual()) {
        throw message.invalid("content", "may hold parts of type text only");
      }
      texts.add(part.path("text").asText());
    }
    return String.join("\n", texts);
  }

  /** A text that will not be refused by itself: of one request all is added or nothing. */
  private static String kept(Fields fields, String name, String text) {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (text.isBlank() || bytes > MAX_BYTES) {
      throw fields.invalid(
          name,
          text.isBlank()
              ? "must not be empty"
              : "has %d bytes of UTF-8, at most %d are kept".formatted(bytes, MAX_BYTES));
    }
    return text;
  }

  private static ObjectNode memory(Message message, Entities entities, Fields fields) {
    ObjectNode memory = Json.object();
    entities.place(memory);
    memory.put("content", message.content());
    memory.put("source", "conversation");
    ArrayNode tags = memory.putArray("tags");
    entities.tag(tags);
    if (!message.role().equals("user")) {
      tags.add(Views.ROLE_TAG + message.role());
    }
    fields.object("metadata").ifPresent(metadata -> memory.set("metadata", metadata.object()));
    fields
        .text("expiration_date")
        .ifPresent(date -> memory.put("expires_at", Times.endOf("expiration_date", date)));
    fields
        .any("timestamp")
        .ifPresent(time -> memory.put("event_time", Times.ofSeconds("timestamp", time)));
    return memory;
  }

  private ObjectNode infer(CompatRequest request, ObjectNode batch) {
    long refused = refusedNanos.get();
    if (refused != 0 && System.nanoTime() - refused < ASK_AGAIN_NANOS) {
      return call(request, batch, "consolidate");
    }
    try {
      return call(request, batch, "extract");
    } catch (ServiceException e) {
      if (e.code() != ErrorCode.FAILED_PRECONDITION) {
        throw e;
      }
      refusedNanos.set(System.nanoTime());
      return call(request, batch, "consolidate");
    }
  }

  private static ObjectNode call(CompatRequest request, ObjectNode batch, String infer) {
    return request.call("BatchAddMemories", batch.deepCopy().put("infer", infer));
  }

  /**
   * Requires that every message was added. What was not may be sent again with the others, which
   * are there then.
   */
  private static void requireAll(JsonNode results, List<Message> messages) {
    int added = 0;
    int first = -1;
    for (int i = 0; i < messages.size(); i++) {
      if (!results.path(i).has("error")) {
        added++;
      } else if (first < 0) {
        first = i;
      }
    }
    if (first >= 0) {
      String before =
          added == 0
              ? ""
              : "%d of %d messages were added; %s: "
                  .formatted(added, messages.size(), messages.get(first).at());
      throw failure(before, results.path(first).path("error"));
    }
  }

  private static Answer answer(ObjectNode added, List<Message> messages) {
    ObjectNode answer = Json.object();
    String operation = added.path("operation").asText("");
    answer.put(
        "message",
        operation.isEmpty()
            ? "Memories added."
            : "Memories added; what follows from them is being worked out.");
    answer.put("status", operation.isEmpty() ? "SUCCEEDED" : "PENDING");
    answer.put("event_id", operation.isEmpty() ? null : operation);
    ArrayNode results = answer.putArray("results");
    for (JsonNode one : added.path("results")) {
      results.add(result(one, messages.get(results.size()).content()));
    }
    return Json.answer(200, answer);
  }

  private static ObjectNode result(JsonNode one, String content) {
    ObjectNode result = Json.object();
    result.set(
        "id", one.has("duplicate_of") ? one.get("duplicate_of") : one.path("memory").get("id"));
    result.put("event", one.has("duplicate_of") ? "NOOP" : "ADD");
    result.put("memory", content);
    result.putObject("data").put("memory", content);
    return result;
  }

  private static ServiceException failure(String before, JsonNode error) {
    String field = error.path("field").asText("");
    String message = error.path("message").asText();
    return new ServiceException(
        ErrorCode.valueOf(error.path("code").asText()),
        before + (field.isEmpty() || message.startsWith(field) ? message : field + ": " + message));
  }
}
