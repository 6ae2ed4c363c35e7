package io.mnemon.gateway.compat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Memories as the contract keeps them, as far as turns, filters and versions go. */
public final class HeapMemories implements Calls {
  private static final int MAX_METADATA = 16 * 1024;

  private final Map<String, ObjectNode> memories = new LinkedHashMap<>();
  private Runnable beforeNextWrite = () -> {};
  private int made;

  /** Has something happen once, right before the next memory is changed or deleted. */
  public void beforeNextWrite(Runnable happens) {
    beforeNextWrite = happens;
  }

  @Override
  public ObjectNode call(String method, ObjectNode request) {
    return switch (method) {
      case "AddMemory" -> add((ObjectNode) request.path("memory"));
      case "BatchAddMemories" -> addAll(request);
      case "ListMemories" -> list(request);
      case "GetMemory" -> existing(request).deepCopy();
      case "UpdateMemory" -> update(request);
      case "DeleteMemory" -> delete(request);
      default -> throw new AssertionError("nobody calls " + method);
    };
  }

  private ObjectNode add(ObjectNode memory) {
    for (ObjectNode kept : memories.values()) {
      if (kept.path("scope").equals(memory.path("scope"))
          && kept.path("source_message_id").equals(memory.path("source_message_id"))) {
        return kept.deepCopy().put("duplicate_of", kept.path("id").asText());
      }
    }
    ObjectNode kept = memory.deepCopy().put("id", "m" + ++made).put("version", "1");
    memories.put("m" + made, kept);
    return kept.deepCopy();
  }

  private ObjectNode addAll(ObjectNode request) {
    ObjectNode answer = Json.object();
    for (JsonNode memory : request.path("memories")) {
      ObjectNode result = answer.withArray("results").addObject();
      if (memory.path("metadata").toString().length() > MAX_METADATA) {
        result
            .putObject("error")
            .put("code", "INVALID_ARGUMENT")
            .put("message", "metadata: has too many bytes");
        continue;
      }
      ObjectNode added = add((ObjectNode) memory);
      result.set("memory", added);
      result.put("duplicate_of", added.path("duplicate_of").asText());
    }
    return answer;
  }

  private ObjectNode list(ObjectNode request) {
    ObjectNode answer = Json.object();
    answer.putArray("memories");
    for (ObjectNode kept : memories.values()) {
      boolean isAsked =
          (!request.has("scope") || request.path("scope").equals(kept.path("scope")))
              && kept.path("tags").equals(request.path("tags"))
              && holds(request.path("filter"), kept);
      if (isAsked) {
        answer.withArray("memories").insert(0, kept.deepCopy());
      }
    }
    return answer;
  }

  private static boolean holds(JsonNode filter, ObjectNode memory) {
    for (Map.Entry<String, JsonNode> one : filter.properties()) {
      boolean isMet =
          switch (one.getKey()) {
            case "AND" -> one.getValue().valueStream().allMatch(part -> holds(part, memory));
            case "OR" -> one.getValue().valueStream().anyMatch(part -> holds(part, memory));
            default -> is(memory.at("/" + one.getKey().replace('.', '/')), one.getValue());
          };
      if (!isMet) {
        return false;
      }
    }
    return true;
  }

  private static boolean is(JsonNode found, JsonNode wanted) {
    if (wanted.isObject()) {
      return wanted.path("in").valueStream().anyMatch(one -> is(found, one));
    }
    return found.isArray() ? found.valueStream().anyMatch(wanted::equals) : found.equals(wanted);
  }

  private ObjectNode update(ObjectNode request) {
    ObjectNode kept = writable(request);
    for (String field : request.path("update_mask").asText().split(",")) {
      kept.set(field, Objects.requireNonNull(request.at("/memory/" + field)).deepCopy());
    }
    return kept.put("version", Long.toString(kept.path("version").asLong() + 1)).deepCopy();
  }

  private ObjectNode delete(ObjectNode request) {
    memories.remove(writable(request).path("id").asText());
    return Json.object();
  }

  private ObjectNode writable(ObjectNode request) {
    Runnable happens = beforeNextWrite;
    beforeNextWrite = () -> {};
    happens.run();
    ObjectNode kept = existing(request);
    long expected = request.path("expected_version").asLong();
    if (expected != 0 && expected != kept.path("version").asLong()) {
      throw new ServiceException(ErrorCode.ABORTED, "somebody else was faster");
    }
    return kept;
  }

  private ObjectNode existing(ObjectNode request) {
    ObjectNode kept = memories.get(request.path("id").asText());
    if (kept == null) {
      throw ServiceException.notFound("memory " + request.path("id").asText());
    }
    return kept;
  }
}
