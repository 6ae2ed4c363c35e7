package io.mnemon.gateway.compat.mcpmemory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mnemon.api.ServiceException;
import io.mnemon.gateway.compat.Calls;
import io.mnemon.gateway.compat.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The nine tools, which answer as those of the reference server do. */
final class GraphTools {
  private static final ObjectWriter INDENTED =
      new ObjectMapper()
          .writer(
              new DefaultPrettyPrinter(
                      Separators.createDefaultInstance()
                          .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                          .withArrayEmptySeparator("")
                          .withObjectEmptySeparator(""))
                  .withObjectIndenter(new DefaultIndenter("  ", "\n"))
                  .withArrayIndenter(new DefaultIndenter("  ", "\n")));

  private final Graph.Limits limits;

  GraphTools(Graph.Limits limits) {
    this.limits = limits;
  }

  /** The result of a call, be it a refusal. */
  ObjectNode call(Calls calls, Optional<String> user, String name, JsonNode arguments) {
    Optional<Shape.Structure> shape = ToolDeclarations.input(name);
    if (shape.isEmpty()) {
      return refused("MCP error -32602: Tool %s not found".formatted(name));
    }
    List<String> wrong = new ArrayList<>();
    JsonNode given = arguments.isNull() || arguments.isMissingNode() ? Json.object() : arguments;
    JsonNode known = shape.get().read(given, "", wrong);
    if (!wrong.isEmpty()) {
      return refused(
          "MCP error -32602: Input validation error: Invalid arguments for tool %s: %s"
              .formatted(name, String.join("\n", wrong)));
    }
    try {
      return call(new Graph(calls, user, limits), name, known);
    } catch (ServiceException e) {
      if (e.retryAfter().isPresent()) {
        throw e;
      }
      return refused(e.publicMessage());
    }
  }

  private static ObjectNode call(Graph graph, String name, JsonNode given) {
    return switch (name) {
      case "create_entities" -> {
        ArrayNode created = Json.object().arrayNode();
        graph.addEntities(entities(given)).forEach(one -> created.add(one.json()));
        yield result(created, Json.object().set("entities", created));
      }
      case "create_relations" -> {
        ArrayNode created = Json.object().arrayNode();
        graph.addRelations(relations(given)).forEach(one -> created.add(one.json()));
        yield result(created, Json.object().set("relations", created));
      }
      case "add_observations" -> addObservations(graph, given);
      case "delete_entities" -> deleteEntities(graph, given);
      case "delete_observations" -> deleteObservations(graph, given);
      case "delete_relations" -> deleteRelations(graph, given);
      case "search_nodes" -> found(graph.read(), contains(given.path("query").asText()));
      case "open_nodes" -> {
        List<String> names = texts(given.path("names"));
        yield found(graph.read(), entity -> names.contains(entity.name()));
      }
      default -> {
        Graph.Nodes nodes = graph.read();
        yield shown(nodes.entities(), nodes.relations());
      }
    };
  }

  private static List<Entity> entities(JsonNode given) {
    List<Entity> entities = new ArrayList<>();
    given
        .path("entities")
        .forEach(
            one ->
                entities.add(
                    new Entity(
                        one.path("name").asText(),
                        one.path("entityType").asText(),
                        texts(one.path("observations")))));
    return entities;
  }

  private static List<Relation> relations(JsonNode given) {
    List<Relation> relations = new ArrayList<>();
    given
        .path("relations")
        .forEach(
            one ->
                relations.add(
                    new Relation(
                        one.path("from").asText(),
                        one.path("to").asText(),
                        one.path("relationType").asText())));
    return relations;
  }

  static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private static ObjectNode addObservations(Graph graph, JsonNode given) {
    Graph.Nodes nodes = graph.read();
    Set<String> names = nodes.entities().stream().map(Entity::name).collect(Collectors.toSet());
    for (JsonNode one : given.path("observations")) {
      String name = one.path("entityName").asText();
      if (!names.contains(name)) {
        return notFound(name);
      }
    }
    ArrayNode results = Json.object().arrayNode();
    for (JsonNode one : given.path("observations")) {
      String name = one.path("entityName").asText();
      List<String> contents = texts(one.path("contents"));
      List<String> added = new ArrayList<>();
      boolean isThere =
          graph.change(
              nodes,
              name,
              entity -> {
                added.clear();
                contents.stream()
                    .filter(content -> !entity.observations().contains(content))
                    .forEach(added::add);
                List<String> all = new ArrayList<>(entity.observations());
                all.addAll(added);
                return entity.with(all);
              });
      if (!isThere) {
        return notFound(name);
      }
      ObjectNode result = results.addObject().put("entityName", name);
      added.forEach(result.putArray("addedObservations")::add);
    }
    return result(results, Json.object().set("results", results));
  }

  private static ObjectNode deleteEntities(Graph graph, JsonNode given) {
    Set<String> names = new HashSet<>(texts(given.path("entityNames")));
    graph.delete(
        entity -> names.contains(entity.name()),
        relation -> names.contains(relation.from()) || names.contains(relation.to()));
    return done("Entities deleted successfully");
  }

  private static ObjectNode deleteObservations(Graph graph, JsonNode given) {
    Graph.Nodes nodes = graph.read();
    for (JsonNode one : given.path("deletions")) {
      List<String> gone = texts(one.path("observations"));
      boolean isThere =
          graph.change(
              nodes,
              one.path("entityName").asText(),
              entity ->
                  entity.with(
                      entity.observations().stream()
                          .filter(text -> !gone.contains(text))
                          .toList()));
    }
    return done("Observations deleted successfully");
  }

  private static ObjectNode deleteRelations(Graph graph, JsonNode given) {
    Set<Relation> gone = new HashSet<>(relations(given));
    graph.delete(entity -> false, gone::contains);
    return done("Relations deleted successfully");
  }

  private static Predicate<Entity> contains(String query) {
    String wanted = query.toLowerCase(Locale.ROOT);
    return entity ->
        entity.texts().stream().anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(wanted));
  }

  /** What was asked for, with every relation that one of them has. */
  private static ObjectNode found(Graph.Nodes nodes, Predicate<Entity> wanted) {
    List<Entity> entities = nodes.entities().stream().filter(wanted).toList();
    Set<String> names = entities.stream().map(Entity::name).collect(Collectors.toSet());
    return shown(
        entities,
        nodes.relations().stream()
            .filter(one -> names.contains(one.from()) || names.contains(one.to()))
            .toList());
  }

  private static ObjectNode shown(List<Entity> entities, List<Relation> relations) {
    ObjectNode graph = Json.object();
    ArrayNode nodes = graph.putArray("entities");
    entities.forEach(one -> nodes.add(one.json()));
    ArrayNode edges = graph.putArray("relations");
    relations.forEach(one -> edges.add(one.json()));
    return result(graph, graph);
  }

  private static ObjectNode done(String message) {
    ObjectNode result = said(message);
    result.putObject("structuredContent").put("success", true).put("message", message);
    return result;
  }

  private static ObjectNode result(JsonNode shown, JsonNode structured) {
    try {
      ObjectNode result = said(INDENTED.writeValueAsString(shown));
      return result.set("structuredContent", structured);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }

  private static ObjectNode notFound(String name) {
    return refused("Entity with name %s not found".formatted(name));
  }

  private static ObjectNode refused(String message) {
    return said(message).put("isError", true);
  }

  private static ObjectNode said(String text) {
    ObjectNode result = Json.object();
    result.putArray("content").addObject().put("type", "text").put("text", text);
    return result;
  }
}
