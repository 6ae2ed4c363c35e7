package io.mnemon.gateway.compat.mem0;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mnemon.gateway.compat.CompatRequest;
import io.mnemon.gateway.compat.Fields;
import io.mnemon.gateway.compat.Json;
import io.mnemon.gateway.compat.MemoryPages;
import io.mnemon.gateway.http.Answer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/** Searches, lists and reads memories. */
final class Reading {
  private static final int MAX_SEARCH = MemoryPages.MOST_RANKED;
  private static final int USUAL_PAGE = 100;
  private static final int MAX_PAGE = 200;
  private static final int MAX_HISTORY = 1_000;

  private final int counted;
  private final int deepest;

  /**
   * @param counted how many memories are read to tell how many there are
   * @param deepest how far into a list a page may lie
   */
  Reading(int counted, int deepest) {
    this.counted = counted;
    this.deepest = deepest;
  }

  Answer search(CompatRequest request) {
    return Json.answer(200, Json.object().set("results", found(request)));
  }

  /** As the first two versions of the interface answer: with the bare list. */
  Answer bareSearch(CompatRequest request) {
    return Json.answer(200, found(request));
  }

  private static ArrayNode found(CompatRequest request) {
    Fields fields = Options.of(request, "query", "top_k", "limit", "threshold", "reference_date");
    ObjectNode search = Json.object();
    search.put("query", fields.requiredText("query"));
    int wanted = fields.number(fields.has("top_k") ? "top_k" : "limit", 10, 1, MAX_SEARCH);
    fields.fraction("threshold").ifPresent(threshold -> search.set("threshold", threshold));
    fields
        .any("reference_date")
        .ifPresent(date -> search.put("reference_time", Times.ofSeconds("reference_date", date)));
    Filters.Meaning meaning = Options.meaning(fields);
    meaning.narrow(search);
    ArrayNode results = Json.object().arrayNode();
    MemoryPages.Walked walked =
        MemoryPages.ranked(
            request.calls(),
            search,
            Math.min(wanted, MemoryPages.AT_ONCE),
            wanted,
            one -> {
              results.add(Views.result(one, meaning.entities()));
              return true;
            });
    return results;
  }

  Answer page(CompatRequest request) {
    Fields fields = Options.of(request, "page", "page_size");
    int size = fields.number("page_size", USUAL_PAGE, 1, MAX_PAGE);
    int page = fields.number("page", 1, 1, Math.max(1, deepest / size));
    int offset = (page - 1) * size;
    Filters.Meaning meaning = Options.meaning(fields);
    ArrayNode results = Json.object().arrayNode();
    MemoryPages.Walked walked =
        list(
            request,
            meaning,
            Math.max(offset + size, counted),
            (memory, index) -> {
              if (index >= offset && index < offset + size) {
                results.add(Views.memory(memory, meaning.entities()));
              }
            });
    ObjectNode answer = Json.object();
    int known = walked.count() + (walked.more() ? 1 : 0);
    answer.put("count", known);
    answer.put(
        "next", known > offset + size ? "?page=%d&page_size=%d".formatted(page + 1, size) : null);
    answer.put("previous", page > 1 ? "?page=%d&page_size=%d".formatted(page - 1, size) : null);
    return Json.answer(200, answer.<ObjectNode>set("results", results));
  }

  /** As the first two versions answer: with the bare list, unless a page is asked for. */
  Answer bareList(CompatRequest request) {
    Fields fields = Options.of(request, "page", "page_size", "limit");
    if (fields.has("page") || fields.has("page_size")) {
      return page(request);
    }
    Filters.Meaning meaning = Options.meaning(fields);
    ArrayNode memories = Json.object().arrayNode();
    MemoryPages.Walked walked =
        list(
            request,
            meaning,
            fields.number("limit", USUAL_PAGE, 1, MAX_SEARCH),
            (memory, index) -> memories.add(Views.memory(memory, meaning.entities())));
    return Json.answer(200, memories);
  }

  private static MemoryPages.Walked list(
      CompatRequest request, Filters.Meaning meaning, int atMost, ObjIntConsumer<ObjectNode> item) {
    ObjectNode list = Json.object();
    meaning.narrow(list);
    return MemoryPages.each(request.calls(), "ListMemories", list, "memories", atMost, item);
  }

  Answer get(CompatRequest request) {
    return Json.answer(
        200,
        Views.memory(request.call("GetMemory", Json.object().put("id", request.variable("id")))));
  }

  Answer history(CompatRequest request) {
    ObjectNode id = Json.object().put("id", request.variable("id"));
    ArrayNode lines = Json.object().arrayNode();
    AtomicReference<@Nullable String> before = new AtomicReference<>();
    MemoryPages.Walked walked =
        MemoryPages.each(
            request.calls(),
            "GetMemoryHistory",
            id,
            "versions",
            MAX_HISTORY,
            (version, index) ->
                lines.add(
                    Views.version(
                        version,
                        before.getAndSet(version.path("memory").path("content").asText()))));
    return Json.answer(200, lines);
  }

  Answer event(CompatRequest request) {
    return Json.answer(
        200,
        Views.event(request.call("GetOperation", Json.object().put("id", request.variable("id")))));
  }

  /** Those who have memories that the caller may see, as far as these are looked through. */
  Answer entities(CompatRequest request) {
    Map<String, ObjectNode> entities = new LinkedHashMap<>();
    ObjectNode list = Json.object();
    list.putArray("layers").add("user").add("agent").add("session");
    MemoryPages.Walked walked =
        MemoryPages.each(
            request.calls(),
            "ListMemories",
            list,
            "memories",
            deepest,
            (ours, index) -> {
              ObjectNode memory = Views.memory(ours);
              for (String name : Entities.NAMES) {
                Views.names(ours, memory, name)
                    .forEach(one -> count(entities, name.replace("_id", ""), one, memory));
              }
            });
    ObjectNode answer = Json.object().put("count", entities.size());
    answer.putNull("next").putNull("previous").putArray("results").addAll(entities.values());
    return Json.answer(200, answer);
  }

  /** Newest first: the first memory of somebody tells the last change, the last one the first. */
  private static void count(
      Map<String, ObjectNode> entities, String type, String name, ObjectNode memory) {
    ObjectNode entity =
        entities.computeIfAbsent(
            type + " " + name,
            key ->
                Json.object()
                    .put("id", name)
                    .put("name", name)
                    .put("type", type)
                    .put("total_memories", 0)
                    .set("updated_at", memory.get("updated_at")));
    entity.put("total_memories", entity.path("total_memories").asInt() + 1);
    entity.set("created_at", memory.get("created_at"));
  }
}
