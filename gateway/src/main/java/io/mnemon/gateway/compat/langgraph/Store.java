package io.mnemon.gateway.compat.langgraph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.gateway.compat.CompatRequest;
import io.mnemon.gateway.compat.Fields;
import io.mnemon.gateway.compat.Json;
import io.mnemon.gateway.compat.MemoryPages;
import io.mnemon.gateway.http.Answer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/** The calls of a store. */
final class Store {
  private static final int ATTEMPTS = 20;
  private static final long LONGEST_PAUSE_NANOS = Duration.ofMillis(50).toNanos();

  /** So many pages of its own size any search has. */
  private static final int PAGES_OF_A_RANKING = 5;

  private static final int MAX_LIMIT = 1_000;
  private static final double MAX_TTL_MINUTES = 60.0 * 24 * 366 * 100;

  private final InstantSource clock;
  private final int deepest;

  /**
   * @param deepest how far into a list an offset may lie, and how much is looked through for names
   */
  Store(InstantSource clock, int deepest) {
    this.clock = clock;
    this.deepest = deepest;
  }

  Answer put(CompatRequest request) {
    Fields fields = request.fields();
    Fields value = fields.object("value").orElseThrow(() -> fields.invalid("value", "is missing"));
    ObjectNode memory =
        Items.memory(namespace(fields), fields.requiredText("key"), value.object(), fields);
    fields.fraction("ttl").ifPresent(minutes -> memory.put("expires_at", end(minutes)));
    for (int attempt = 1; ; attempt++) {
      ObjectNode kept = request.call("AddMemory", Json.object().set("memory", memory));
      String earlier = kept.path("duplicate_of").asText("");
      if (earlier.isEmpty()) {
        return nothing();
      }
      try {
        ObjectNode replaced = request.call("UpdateMemory", replacement(earlier, memory));
        return nothing();
      } catch (ServiceException e) {
        // Deleted since, then it is to be added after all; or changed by others all the time.
        boolean again = e.code() == ErrorCode.NOT_FOUND || e.code() == ErrorCode.ABORTED;
        if (!again || attempt == ATTEMPTS) {
          throw e;
        }
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(LONGEST_PAUSE_NANOS));
      }
    }
  }

  private static ObjectNode replacement(String id, ObjectNode memory) {
    ObjectNode update = Json.object().put("id", id);
    update.put("update_mask", "content,metadata,expires_at");
    ObjectNode changed = update.putObject("memory");
    for (String field : List.of("content", "metadata", "expires_at")) {
      Optional.ofNullable(memory.get(field)).ifPresent(given -> changed.set(field, given));
    }
    return update;
  }

  private String end(JsonNode minutes) {
    double ttl = minutes.asDouble();
    if (!(ttl > 0 && ttl <= MAX_TTL_MINUTES)) {
      throw ServiceException.invalid("ttl", "must be minutes, more than 0 and at most a century");
    }
    return clock.instant().plus(Duration.ofMillis((long) (ttl * 60_000))).toString();
  }

  private static Path namespace(Fields fields) {
    JsonNode given =
        fields.list("namespace").orElseThrow(() -> fields.invalid("namespace", "is missing"));
    return Path.of("namespace", given).requireUser("namespace");
  }

  Answer get(CompatRequest request) {
    Fields parameters = request.parameters();
    Path namespace = Path.parse("namespace", parameters.requiredText("namespace"));
    return Json.answer(
        200,
        find(request, namespace, parameters.requiredText("key"))
            .<JsonNode>map(Items::item)
            .orElse(NullNode.getInstance()));
  }

  private static Optional<JsonNode> find(CompatRequest request, Path namespace, String key) {
    return Optional.ofNullable(
        request.call("ListMemories", Items.one(namespace, key)).path("memories").get(0));
  }

  Answer delete(CompatRequest request) {
    Fields fields = request.fields();
    find(request, namespace(fields), fields.requiredText("key"))
        .map(memory -> Json.object().<ObjectNode>set("id", memory.get("id")))
        .ifPresent(
            id -> {
              ObjectNode done = request.call("DeleteMemory", id);
            });
    return nothing();
  }

  Answer search(CompatRequest request) {
    Fields fields = request.fields();
    Path prefix = path(fields, "namespace_prefix");
    int limit = fields.number("limit", 10, 1, MAX_LIMIT);
    int offset = fields.number("offset", 0, 0, deepest - MAX_LIMIT);
    ValueFilter filter = ValueFilter.of(fields.object("filter"));
    ObjectNode wanted = Items.within(prefix, filter);
    Page page = new Page(filter, offset, limit);
    Optional<String> query = fields.text("query");
    if (query.isPresent()) {
      wanted.put("query", query.get());
      MemoryPages.Walked walked =
          MemoryPages.ranked(
              request.calls(),
              wanted,
              filter.isNone() ? rankedAtOnce(offset, limit) : MemoryPages.AT_ONCE,
              MemoryPages.MOST_RANKED,
              found ->
                  page.take(Items.item(found.path("memory")).set("score", found.get("score"))));
    } else {
      MemoryPages.Walked walked =
          MemoryPages.listed(
              request.calls(),
              wanted,
              filter.isNone() ? Math.min(MemoryPages.AT_ONCE, offset + limit) : MemoryPages.AT_ONCE,
              deepest,
              memory -> page.take(Items.item(memory)));
      if (walked.more() && !page.isFull()) {
        throw ServiceException.invalid(
            "filter",
            "fits too few of the newest %d items: narrow namespace_prefix".formatted(deepest));
      }
    }
    return Json.answer(200, Json.object().set("items", page.items));
  }

  /**
   * The first pages are cut from as deep a ranking as their size takes, later ones from the
   * deepest.
   */
  private static int rankedAtOnce(int offset, int limit) {
    return offset <= (PAGES_OF_A_RANKING - 1) * limit
        ? Math.min(limit, MemoryPages.AT_ONCE)
        : MemoryPages.AT_ONCE;
  }

  /** A page of those items for which a filter holds. */
  private static final class Page {
    private final ArrayNode items = Json.object().arrayNode();
    private final ValueFilter filter;
    private final int offset;
    private final int limit;
    private int seen;

    Page(ValueFilter filter, int offset, int limit) {
      this.filter = filter;
      this.offset = offset;
      this.limit = limit;
    }

    /** Whether there is room for more. */
    boolean take(ObjectNode item) {
      if (filter.holds(item.path("value")) && seen++ >= offset) {
        items.add(item);
      }
      return !isFull();
    }

    boolean isFull() {
      return items.size() == limit;
    }
  }

  Answer namespaces(CompatRequest request) {
    Fields fields = request.fields();
    Path prefix = path(fields, "prefix");
    Path suffix = path(fields, "suffix");
    int depth = fields.number("max_depth", Integer.MAX_VALUE, 1, Integer.MAX_VALUE);
    int limit = fields.number("limit", 100, 1, MAX_LIMIT);
    int offset = fields.number("offset", 0, 0, deepest);
    ObjectNode wanted = Items.within(prefix.untilAny(), ValueFilter.NONE);
    TreeSet<Path> found = new TreeSet<>(Comparator.comparing(Path::text));
    MemoryPages.Walked walked =
        MemoryPages.each(
            request.calls(),
            "ListMemories",
            wanted,
            "memories",
            deepest,
            (memory, index) ->
                stored(memory)
                    .filter(one -> one.beginsWith(prefix) && one.endsWith(suffix))
                    .ifPresent(one -> found.add(one.cut(depth))));
    if (walked.more()) {
      throw ServiceException.invalid(
          "prefix", "is too short: more than %d items lie within it".formatted(deepest));
    }
    ArrayNode namespaces = Json.object().arrayNode();
    found.stream().skip(offset).limit(limit).forEach(path -> namespaces.add(path.json()));
    return Json.answer(200, Json.object().set("namespaces", namespaces));
  }

  /** The namespace of an item; none if another door has written one that cannot be. */
  private static Optional<Path> stored(ObjectNode memory) {
    try {
      return Optional.of(Path.of("namespace", memory.path("metadata").path("namespace")));
    } catch (ServiceException e) {
      return Optional.empty();
    }
  }

  private static Path path(Fields fields, String name) {
    return fields.list(name).map(given -> Path.of(name, given)).orElse(new Path(List.of()));
  }

  private static Answer nothing() {
    return new Answer(204, Map.of("Cache-Control", "no-store"), ByteString.EMPTY);
  }
}
