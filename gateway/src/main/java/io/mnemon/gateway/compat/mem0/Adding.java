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

  /** When the platform last said that it has no language model; 0 if it has not. */
  private final AtomicLong refusedNanos = new AtomicLong();

  Answer add(CompatRequest request) {
    Fields fields = request.fields();
    if (fields.bool("immutable", false)) {
      throw fields.invalid("immutable", "is not served: memories can be changed");
    }
    Entities entities = Entities.of(fields);
    ArrayNode memories = Json.object().arrayNode();
    for (Message message : messages(fields)) {
      memories.add(memory(message, entities, fields));
    }
    ObjectNode batch = Json.object().set("memories", memories);
    ObjectNode added =
        fields.bool("infer", true) ? infer(request, batch) : call(request, batch, "none");
    return answer(added, memories);
  }

  private record Message(String role, String content) {}

  private static List<Message> messages(Fields fields) {
    JsonNode given =
        fields.any("messages").orElseThrow(() -> fields.invalid("messages", "is missing"));
    if (given.isTextual()) {
      return List.of(new Message("user", given.asText()));
    }
    List<Message> messages = new ArrayList<>();
    for (JsonNode one : fields.list("messages").orElse(given)) {
      String at = fields.at("messages[" + messages.size() + "]");
      if (!(one instanceof ObjectNode object)) {
        throw ServiceException.invalid(at, "must be an object with role and content");
      }
      Fields message = new Fields(object, at);
      String role = message.text("role").orElse("user");
      // What an operator tells a model is no memory of its user.
      if (!role.equals("system")) {
        messages.add(new Message(role, content(message)));
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

  private static Answer answer(ObjectNode added, ArrayNode memories) {
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
    int failed = 0;
    for (JsonNode one : added.path("results")) {
      failed += one.has("error") ? 1 : 0;
      results.add(result(one, memories.path(results.size()).path("content")));
    }
    if (failed == memories.size()) {
      throw failure(added.path("results").path(0).path("error"));
    }
    return Json.answer(200, answer);
  }

  private static ObjectNode result(JsonNode one, JsonNode content) {
    ObjectNode result = Json.object();
    if (one.has("error")) {
      result.putNull("id").put("event", "FAILED").set("error", one.path("error").path("message"));
    } else {
      result.set(
          "id", one.has("duplicate_of") ? one.get("duplicate_of") : one.path("memory").get("id"));
      result.put("event", one.has("duplicate_of") ? "NOOP" : "ADD");
    }
    result.set("memory", content);
    result.putObject("data").set("memory", content);
    return result;
  }

  /** Where nothing was added, the request has failed, and for the reason of the first. */
  private static ServiceException failure(JsonNode error) {
    String field = error.path("field").asText("");
    String message = error.path("message").asText();
    return new ServiceException(
        ErrorCode.valueOf(error.path("code").asText()),
        field.isEmpty() || message.startsWith(field) ? message : field + ": " + message);
  }
}
