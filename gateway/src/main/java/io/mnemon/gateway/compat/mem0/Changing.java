package io.mnemon.gateway.compat.mem0;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.gateway.compat.CompatRequest;
import io.mnemon.gateway.compat.Fields;
import io.mnemon.gateway.compat.Json;
import io.mnemon.gateway.http.Answer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Changes, rates and deletes memories. */
final class Changing {
  /** What clients say in every request; there is one project to a key. */
  private static final List<String> PROJECT = List.of("org_id", "project_id");

  private static final List<String> SELECTION =
      List.of("user_id", "agent_id", "app_id", "run_id", "metadata", "org_id", "project_id");

  private final int maxBatch;

  /**
   * @param maxBatch how many memories one request changes or deletes by their ids
   */
  Changing(int maxBatch) {
    this.maxBatch = maxBatch;
  }

  Answer update(CompatRequest request) {
    return Json.answer(
        200, Views.memory(update(request, request.variable("id"), request.fields())));
  }

  private static ObjectNode update(CompatRequest request, String id, Fields fields) {
    ObjectNode memory = Json.object();
    List<String> changed = new ArrayList<>();
    fields
        .text("text")
        .ifPresent(text -> change(changed, "content", () -> memory.put("content", text)));
    fields
        .object("metadata")
        .ifPresent(
            metadata ->
                change(changed, "metadata", () -> memory.set("metadata", metadata.object())));
    fields
        .any("timestamp")
        .ifPresent(
            time ->
                change(
                    changed,
                    "event_time",
                    () -> memory.put("event_time", Times.ofSeconds("timestamp", time))));
    if (fields.object().has("expiration_date")) {
      changed.add("expires_at");
      fields
          .text("expiration_date")
          .ifPresent(date -> memory.put("expires_at", Times.endOf("expiration_date", date)));
    }
    if (changed.isEmpty()) {
      throw fields.invalid(
          "text", "is missing: give at least one of text, metadata, timestamp, expiration_date");
    }
    ObjectNode update = Json.object().put("id", id).put("update_mask", String.join(",", changed));
    return request.call("UpdateMemory", update.set("memory", memory));
  }

  private static void change(List<String> changed, String field, Runnable set) {
    changed.add(field);
    set.run();
  }

  Answer delete(CompatRequest request) {
    String id = request.variable("id");
    if (request.parameters().bool("delete_linked", false)) {
      deleteLinked(request, id);
    } else {
      delete(request, id);
    }
    return said("Memory deleted successfully!");
  }

  private static void delete(CompatRequest request, String id) {
    ObjectNode done = request.call("DeleteMemory", Json.object().put("id", id));
  }

  /** A memory, and the older ones that it and they have superseded, as far as they are there. */
  private void deleteLinked(CompatRequest request, String id) {
    Set<String> seen = new HashSet<>(Set.of(id));
    Deque<String> left = new ArrayDeque<>(seen);
    List<String> found = new ArrayList<>();
    while (!left.isEmpty()) {
      String next = left.remove();
      boolean isThere =
          isThere(
              next.equals(id),
              () -> {
                ObjectNode memory = request.call("GetMemory", Json.object().put("id", next));
                for (JsonNode older : memory.path("supersedes")) {
                  if (seen.size() < maxBatch && seen.add(older.asText())) {
                    left.add(older.asText());
                  }
                }
              });
      if (isThere) {
        found.add(next);
      }
    }
    // The oldest first: what goes away last still names those that are left.
    for (String one : found.reversed()) {
      boolean wasThere = isThere(one.equals(id), () -> delete(request, one));
    }
  }

  /** Whether a memory is there for what is done with it; one that must be there, or it is told. */
  private static boolean isThere(boolean isRequired, Runnable work) {
    try {
      work.run();
      return true;
    } catch (ServiceException e) {
      if (isRequired || e.code() != ErrorCode.NOT_FOUND) {
        throw e;
      }
      return false;
    }
  }

  Answer updateBatch(CompatRequest request) {
    return batch(request, "updated", one -> update(request, one.requiredText("memory_id"), one));
  }

  Answer deleteBatch(CompatRequest request) {
    return batch(request, "deleted", one -> delete(request, one.requiredText("memory_id")));
  }

  /** One by one, each by itself; if any cannot be done, the answer says which and how many were. */
  private Answer batch(CompatRequest request, String done, Consumer<Fields> work) {
    Fields fields = request.fields();
    JsonNode memories =
        fields.list("memories").orElseThrow(() -> fields.invalid("memories", "is missing"));
    if (memories.isEmpty() || memories.size() > maxBatch) {
      throw fields.invalid("memories", "must hold 1 to %d".formatted(maxBatch));
    }
    int count = 0;
    int index = 0;
    ServiceException first = null;
    for (JsonNode one : memories) {
      String at = "memories[" + index++ + "]";
      try {
        if (!(one instanceof ObjectNode object)) {
          throw ServiceException.invalid(at, "must be an object with memory_id");
        }
        work.accept(new Fields(object, at));
        count++;
      } catch (ServiceException e) {
        if (e.retryAfter().isPresent()) {
          throw e;
        }
        first =
            first == null
                ? new ServiceException(e.code(), at + ": " + e.publicMessage(), e)
                : first;
      }
    }
    if (first != null) {
      throw new ServiceException(
          first.code(),
          "%d of %d memories were %s; %s".formatted(count, index, done, first.publicMessage()),
          first);
    }
    return said("Successfully %s %d memories".formatted(done, count));
  }

  Answer deleteAll(CompatRequest request) {
    Fields parameters = request.parameters();
    parameters.requireOnly(SELECTION);
    Optional<Fields> metadata = parameters.parsed("metadata");
    if (metadata.filter(wanted -> wanted.all().isEmpty()).isPresent()) {
      throw parameters.invalid("metadata", "is empty: leave it out to delete all");
    }
    return deleteAll(
        request,
        new Filters.Meaning(
            Entities.of(parameters), metadata.map(Filters::ofMetadata).orElse(List.of())));
  }

  Answer deleteEntity(CompatRequest request) {
    String name = request.variable("type") + "_id";
    if (!Entities.NAMES.contains(name)) {
      throw ServiceException.invalid("entity_type", "must be user, agent, app or run");
    }
    request.parameters().requireOnly(PROJECT);
    return deleteAll(
        request,
        new Filters.Meaning(Entities.NONE.with(name, request.variable("name")), List.of()));
  }

  private static Answer deleteAll(CompatRequest request, Filters.Meaning meant) {
    List<ObjectNode> selections = meant.selections();
    long deleted = selections.stream().mapToLong(one -> Sharing.leave(request, one)).sum();
    List<Selected> selected =
        selections.stream()
            .map(one -> new Selected(one, request.call("DeleteMemories", one)))
            .toList();
    deleted += selected.stream().mapToLong(one -> one.delete(request)).sum();
    return Json.answer(
        200,
        Json.object().put("message", "Memories deleted successfully!").put("deleted", deleted));
  }

  /** A selection and how it was counted. */
  private record Selected(ObjectNode selection, ObjectNode counted) {
    /** What was counted first is what is deleted, and never more. */
    long delete(CompatRequest request) {
      ObjectNode left = counted;
      long total = counted.path("count").asLong();
      long deleted = 0;
      while (deleted < total && left.hasNonNull("confirmation")) {
        ObjectNode confirmed = selection.deepCopy();
        confirmed.set("confirmation", left.get("confirmation"));
        left = request.call("DeleteMemories", confirmed);
        long now = left.path("deleted").asLong();
        if (now == 0) {
          break;
        }
        deleted += now;
      }
      return deleted;
    }
  }

  Answer feedback(CompatRequest request) {
    Fields fields = request.fields();
    ObjectNode feedback = Json.object().put("id", fields.requiredText("memory_id"));
    String said = fields.requiredText("feedback");
    switch (said) {
      case "POSITIVE" -> feedback.put("reward", "helpful");
      case "NEGATIVE" -> feedback.put("reward", "irrelevant");
      case "VERY_NEGATIVE" -> feedback.put("reward", "inaccurate");
      default -> throw fields.invalid("feedback", "must be POSITIVE, NEGATIVE or VERY_NEGATIVE");
    }
    fields.text("feedback_reason").ifPresent(reason -> feedback.put("reason", reason));
    ObjectNode given = request.call("GiveFeedback", feedback);
    ObjectNode answer = Json.object();
    answer.set("id", given.get("id"));
    answer.put("feedback", said);
    answer.put("feedback_reason", fields.text("feedback_reason").orElse(null));
    return Json.answer(200, answer);
  }

  private static Answer said(String message) {
    return Json.answer(200, Json.object().put("message", message));
  }
}
