package io.mnemon.gateway.compat.mem0;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.gateway.compat.CompatRequest;
import io.mnemon.gateway.compat.Json;
import io.mnemon.gateway.compat.MemoryPages;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What several apps, or several agents of one run, have said alike. One fact is one memory: it
 * carries the tags of all who said it, a mark that they are several, and goes with the last.
 *
 * @param tag what a tag begins with that names one; alone it stands for nobody in particular
 * @param mark the tag that says that there are several
 */
record Sharing(String tag, String mark) {
  static final Sharing OF_APPS = new Sharing(Entities.APP_TAG, "mem0=apps");
  static final Sharing OF_AGENTS = new Sharing(Entities.AGENT_TAG, "mem0=agents");

  private static final int ATTEMPTS = 20;

  /** Whether a tag says nothing to those who read it. */
  static boolean isSilent(String tag) {
    return tag.equals(OF_APPS.mark)
        || tag.equals(OF_AGENTS.mark)
        || tag.equals(OF_APPS.tag)
        || tag.equals(OF_AGENTS.tag);
  }

  /** Has a memory that was there carry the tags of those who say it now, too. */
  static void join(CompatRequest request, JsonNode memory, Entities entities) {
    change(
        request,
        memory,
        tags -> {
          OF_APPS.add(tags, entities.app());
          if (entities.run().isPresent()) {
            OF_AGENTS.add(tags, entities.agent());
          }
        });
  }

  private void add(Set<String> tags, Optional<String> name) {
    Set<String> present = of(tags);
    String own = tag + name.orElse("");
    if (present.contains(own) || (present.isEmpty() && name.isEmpty())) {
      return;
    }
    if (present.isEmpty()) {
      tags.add(tag);
    }
    tags.add(own);
    tags.add(mark);
  }

  /**
   * Takes those whom a selection names off the memories that are others' as well, and the memories
   * out of the selection.
   *
   * @return how many memories they have left
   */
  static long leave(CompatRequest request, ObjectNode selection) {
    return OF_APPS.takeOff(request, selection) + OF_AGENTS.takeOff(request, selection);
  }

  private long takeOff(CompatRequest request, ObjectNode selection) {
    Optional<String> named =
        selection
            .path("tags")
            .valueStream()
            .map(JsonNode::asText)
            .filter(one -> one.startsWith(tag))
            .findFirst();
    if (named.isEmpty()) {
      return 0;
    }
    ObjectNode shared = selection.deepCopy();
    shared.withArray("tags").add(mark);
    List<ObjectNode> memories = new ArrayList<>();
    long left = 0;
    MemoryPages.Walked walked;
    do {
      memories.clear();
      walked =
          MemoryPages.each(
              request.calls(),
              "ListMemories",
              shared,
              "memories",
              MemoryPages.AT_ONCE,
              (memory, index) -> memories.add(memory));
      memories.forEach(memory -> change(request, memory, tags -> remove(tags, named.get())));
      left += memories.size();
    } while (walked.more());
    ArrayNode conditions = selection.withObject("filter").withArray("AND");
    conditions.addObject().putObject("NOT").put("tags", mark);
    return left;
  }

  private void remove(Set<String> tags, String name) {
    tags.remove(name);
    Set<String> present = of(tags);
    if (present.size() <= 1) {
      tags.remove(mark);
      tags.remove(tag);
    }
  }

  private Set<String> of(Set<String> tags) {
    Set<String> of = new LinkedHashSet<>(tags);
    of.removeIf(one -> !one.startsWith(tag));
    return of;
  }

  /** Changes the tags of a memory from what they are at that moment. */
  private static void change(CompatRequest request, JsonNode memory, Consumer<Set<String>> change) {
    JsonNode now = memory;
    for (int attempt = 1; ; attempt++) {
      Set<String> before = new LinkedHashSet<>();
      now.path("tags").forEach(one -> before.add(one.asText()));
      Set<String> tags = new LinkedHashSet<>(before);
      change.accept(tags);
      if (tags.equals(before)) {
        return;
      }
      ObjectNode update = Json.object().set("id", now.get("id"));
      update.put("update_mask", "tags").set("expected_version", now.get("version"));
      tags.forEach(update.putObject("memory").putArray("tags")::add);
      try {
        ObjectNode changed = request.call("UpdateMemory", update);
        return;
      } catch (ServiceException e) {
        if (e.code() == ErrorCode.NOT_FOUND) {
          return;
        }
        if (e.code() != ErrorCode.ABORTED || attempt == ATTEMPTS) {
          throw e;
        }
      }
      Optional<ObjectNode> again = again(request, now);
      if (again.isEmpty()) {
        return;
      }
      now = again.get();
    }
  }

  private static Optional<ObjectNode> again(CompatRequest request, JsonNode memory) {
    try {
      return Optional.of(
          request.call("GetMemory", Json.object().<ObjectNode>set("id", memory.get("id"))));
    } catch (ServiceException e) {
      if (e.code() != ErrorCode.NOT_FOUND) {
        throw e;
      }
      return Optional.empty();
    }
  }
}
