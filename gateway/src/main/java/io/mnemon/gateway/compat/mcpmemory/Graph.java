package io.mnemon.gateway.compat.mcpmemory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.gateway.compat.Calls;
import io.mnemon.gateway.compat.Json;
import io.mnemon.gateway.compat.MemoryPages;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The graph of one user. A node or an edge is a turn whose message id is made of its name: so of
 * two that create it at once, one finds it there.
 */
final class Graph {
  private static final String TAG = "mcp-memory";

  private final Calls calls;
  private final Optional<String> user;
  private final Limits limits;

  /**
   * @param user whose graph it is, if not the caller's own
   */
  Graph(Calls calls, Optional<String> user, Limits limits) {
    this.calls = calls;
    this.user = user;
    this.limits = limits;
  }

  /**
   * How far a graph goes.
   *
   * @param most how many entities and relations a user may have
   * @param characters how many characters they may have together
   * @param batch how many one call may create
   * @param editAttempts how often a change is tried on an entity that others change
   */
  record Limits(int most, int characters, int batch, int editAttempts) {}

  private record Kept<T>(String id, long version, T item) {}

  /** The graph as it was read, in the order in which it came to be. */
  static final class Nodes {
    private final List<Kept<Entity>> entities = new ArrayList<>();
    private final List<Kept<Relation>> relations = new ArrayList<>();
    private int characters;

    List<Entity> entities() {
      return entities.stream().map(Kept::item).toList();
    }

    List<Relation> relations() {
      return relations.stream().map(Kept::item).toList();
    }

    private int size() {
      return entities.size() + relations.size();
    }
  }

  /**
   * @throws ServiceException FAILED_PRECONDITION if it is larger than can be told at once
   */
  Nodes read() {
    ObjectNode list = Json.object();
    list.putArray("layers").add("user");
    list.putArray("kinds").add("episode");
    list.putArray("tags").add(TAG);
    user.ifPresent(name -> list.putObject("scope").put("user", name));
    Nodes nodes = new Nodes();
    MemoryPages.Walked walked =
        MemoryPages.each(
            calls,
            "ListMemories",
            list,
            "memories",
            2 * limits.most(),
            (memory, index) -> take(nodes, memory));
    if (walked.more()) {
      throw tooLarge("%d entities and relations".formatted(walked.count()));
    }
    // Lists are newest first.
    Collections.reverse(nodes.entities);
    Collections.reverse(nodes.relations);
    return nodes;
  }

  private void take(Nodes nodes, ObjectNode memory) {
    nodes.characters += memory.path("content").asText().length();
    if (nodes.characters > limits.characters()) {
      throw tooLarge("%d characters".formatted(limits.characters()));
    }
    JsonNode metadata = memory.path("metadata");
    if (metadata.has("entityType")) {
      nodes.entities.add(kept(memory, entity(memory)));
    } else {
      Relation relation =
          new Relation(
              metadata.path("from").asText(),
              metadata.path("to").asText(),
              metadata.path("relationType").asText());
      nodes.relations.add(kept(memory, relation));
    }
  }

  private static ServiceException tooLarge(String than) {
    return new ServiceException(
        ErrorCode.FAILED_PRECONDITION,
        "the graph has more than %s and cannot be read at once: delete memories tagged %s through another door, e.g. POST /v1/memories:delete"
            .formatted(than, TAG));
  }

  private static <T> Kept<T> kept(JsonNode memory, T item) {
    return new Kept<>(memory.path("id").asText(), memory.path("version").asLong(), item);
  }

  private static Entity entity(JsonNode memory) {
    JsonNode metadata = memory.path("metadata");
    return new Entity(
        metadata.path("name").asText(),
        metadata.path("entityType").asText(),
        GraphTools.texts(metadata.path("observations")));
  }

  /** Adds entities; those that were not there. */
  List<Entity> addEntities(List<Entity> entities) {
    List<ObjectNode> memories = new ArrayList<>();
    for (Entity entity : entities) {
      memories.add(words(entity).put("source_message_id", id("entity", entity.name())));
    }
    return added(entities, memories, Entity::name);
  }

  /** Adds relations; those that were not there. */
  List<Relation> addRelations(List<Relation> relations) {
    List<ObjectNode> memories = new ArrayList<>();
    for (Relation relation : relations) {
      ObjectNode memory = Json.object().put("content", words(relation));
      memory.set("metadata", relation.json());
      memories.add(
          memory.put(
              "source_message_id",
              id("relation", relation.from(), relation.to(), relation.type())));
    }
    return added(relations, memories, Graph::words);
  }

  private <T> List<T> added(List<T> items, List<ObjectNode> memories, Function<T, String> naming) {
    if (items.isEmpty()) {
      return List.of();
    }
    requireRoom(items.size());
    ObjectNode batch = Json.object();
    ArrayNode all = batch.putArray("memories");
    for (ObjectNode memory : memories) {
      memory.put("layer", "user").put("kind", "episode").putArray("tags").add(TAG);
      user.ifPresent(name -> memory.putObject("scope").put("user", name));
      all.add(memory);
    }
    JsonNode results = calls.call("BatchAddMemories", batch).path("results");
    List<T> added = new ArrayList<>();
    int refused = -1;
    for (int i = 0; i < items.size(); i++) {
      JsonNode result = results.path(i);
      if (result.has("error")) {
        refused = refused < 0 ? i : refused;
      } else if (result.path("duplicate_of").asText("").isEmpty()) {
        added.add(items.get(i));
      }
    }
    if (refused >= 0) {
      throw PartialRefusal.of(
          results.path(refused).path("error"),
          naming.apply(items.get(refused)),
          added.stream().map(naming).toList());
    }
    return added;
  }

  private void requireRoom(int more) {
    if (more > limits.batch()) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT,
          "%d are too many for one call: send at most %d".formatted(more, limits.batch()));
    }
    if (read().size() + more > limits.most()) {
      throw new ServiceException(
          ErrorCode.FAILED_PRECONDITION,
          "the graph may have %d entities and relations: delete some first"
              .formatted(limits.most()));
    }
  }

  private static String words(Relation relation) {
    String words = "%s %s %s".formatted(relation.from(), relation.type(), relation.to()).strip();
    return words.isEmpty() ? "relation" : words;
  }

  private static ObjectNode words(Entity entity) {
    String head = "%s (%s)".formatted(entity.name(), entity.type());
    List<String> lines = new ArrayList<>(List.of(head));
    lines.addAll(entity.observations());
    ObjectNode memory = Json.object().put("content", String.join("\n", lines));
    return memory.set("metadata", entity.json());
  }

  /** Names have no limit, ids of messages have one: a digest stands for them. */
  private static String id(String kind, String... names) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String name : names) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
        digest.update(bytes);
      }
      return TAG + "/" + kind + "/" + HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * Changes an entity from what it is at that moment.
   *
   * @return whether there was one of the name
   */
  boolean change(Nodes nodes, String name, UnaryOperator<Entity> change) {
    for (int i = 0; i < nodes.entities.size(); i++) {
      if (nodes.entities.get(i).item().name().equals(name)) {
        Optional<Kept<Entity>> changed = change(nodes.entities.get(i), change);
        if (changed.isPresent()) {
          nodes.entities.set(i, changed.get());
        }
        return changed.isPresent();
      }
    }
    return false;
  }

  /** Empty if somebody has deleted it meanwhile. */
  private Optional<Kept<Entity>> change(Kept<Entity> entity, UnaryOperator<Entity> change) {
    Kept<Entity> now = entity;
    for (int attempt = 1; ; attempt++) {
      Entity changed = change.apply(now.item());
      if (changed.equals(now.item())) {
        return Optional.of(now);
      }
      ObjectNode update = Json.object().put("id", now.id());
      update.put("update_mask", "content,metadata").put("expected_version", now.version());
      update.set("memory", words(changed));
      try {
        return Optional.of(kept(calls.call("UpdateMemory", update), changed));
      } catch (ServiceException e) {
        boolean isOvertaken = e.code() == ErrorCode.ABORTED || e.code() == ErrorCode.NOT_FOUND;
        if (!isOvertaken || attempt == limits.editAttempts()) {
          throw e;
        }
      }
      Optional<ObjectNode> memory = again(now.id());
      if (memory.isEmpty()) {
        return Optional.empty();
      }
      now = kept(memory.get(), entity(memory.get()));
    }
  }

  private Optional<ObjectNode> again(String id) {
    try {
      return Optional.of(calls.call("GetMemory", Json.object().put("id", id)));
    } catch (ServiceException e) {
      if (e.code() != ErrorCode.NOT_FOUND) {
        throw e;
      }
      return Optional.empty();
    }
  }

  void delete(Predicate<Entity> entities, Predicate<Relation> relations) {
    Nodes nodes = read();
    nodes.relations.stream()
        .filter(one -> relations.test(one.item()))
        .forEach(one -> delete(one.id()));
    nodes.entities.stream()
        .filter(one -> entities.test(one.item()))
        .forEach(one -> delete(one.id()));
  }

  private void delete(String id) {
    try {
      ObjectNode done = calls.call("DeleteMemory", Json.object().put("id", id));
    } catch (ServiceException e) {
      if (e.code() != ErrorCode.NOT_FOUND) {
        throw e;
      }
    }
  }
}
