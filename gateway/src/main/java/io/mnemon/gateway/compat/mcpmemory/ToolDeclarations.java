package io.mnemon.gateway.compat.mcpmemory;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mnemon.gateway.compat.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The tools as {@code tools/list} shows them. */
final class ToolDeclarations {
  private static final Shape.Structure ENTITY =
      structure(
          "name", Shape.text("What the entity is called"),
          "entityType", Shape.text("What kind of thing it is"),
          "observations", Shape.list(Shape.text(""), "What is known about it, one fact each"));
  private static final Shape.Structure RELATION =
      structure(
          "from", Shape.text("The name of the entity that it begins at"),
          "to", Shape.text("The name of the entity that it leads to"),
          "relationType", Shape.text("What the first is to the second, in active voice"));
  private static final Shape.Structure GRAPH =
      structure("entities", Shape.list(ENTITY, ""), "relations", Shape.list(RELATION, ""));
  private static final Shape.Structure DONE =
      structure("success", new Shape.Flag(), "message", Shape.text(""));

  private static final Map<String, Tool> TOOLS = new LinkedHashMap<>();

  static {
    add(
        "create_entities",
        "Create Entities",
        Effect.ADDS,
        "Adds entities to the graph. Names that are there already stay as they are",
        Shape.of("entities", Shape.list(ENTITY, "")),
        Shape.of("entities", Shape.list(ENTITY, "")));
    add(
        "create_relations",
        "Create Relations",
        Effect.ADDS,
        "Adds relations between entities. Those that are there already are passed over",
        Shape.of("relations", Shape.list(RELATION, "")),
        Shape.of("relations", Shape.list(RELATION, "")));
    add(
        "add_observations",
        "Add Observations",
        Effect.ADDS,
        "Adds what has been learnt about entities that are in the graph",
        Shape.of("observations", Shape.list(observations("contents", "What is added"), "")),
        Shape.of("results", Shape.list(observations("addedObservations", ""), "")));
    add(
        "delete_entities",
        "Delete Entities",
        Effect.DELETES,
        "Deletes entities and every relation from or to them",
        Shape.of("entityNames", names("The names of those that are deleted")),
        DONE);
    add(
        "delete_observations",
        "Delete Observations",
        Effect.DELETES,
        "Deletes single observations of entities",
        Shape.of("deletions", Shape.list(observations("observations", "What is deleted"), "")),
        DONE);
    add(
        "delete_relations",
        "Delete Relations",
        Effect.DELETES,
        "Deletes relations",
        Shape.of("relations", Shape.list(RELATION, "Those deleted")),
        DONE);
    add(
        "read_graph",
        "Read Graph",
        Effect.READS,
        "Reads the whole graph",
        new Shape.Structure(Map.of()),
        GRAPH);
    add(
        "search_nodes",
        "Search Nodes",
        Effect.READS,
        "Finds entities whose name, type or observations contain a text, and their relations",
        Shape.of("query", Shape.text("The text that is looked for")),
        GRAPH);
    add(
        "open_nodes",
        "Open Nodes",
        Effect.READS,
        "Reads entities by their names, and their relations",
        Shape.of("names", names("The names of those that are read")),
        GRAPH);
  }

  private ToolDeclarations() {}

  private enum Effect {
    READS,
    ADDS,
    DELETES
  }

  private record Tool(Shape.Structure input, ObjectNode declaration) {}

  private static void add(
      String name,
      String title,
      Effect effect,
      String description,
      Shape.Structure input,
      Shape output) {
    ObjectNode tool = Json.object().put("name", name).put("title", title);
    tool.put("description", description);
    tool.set("inputSchema", input.schema());
    tool.set("outputSchema", output.schema());
    tool.putObject("annotations")
        .put("readOnlyHint", effect == Effect.READS)
        .put("destructiveHint", effect == Effect.DELETES)
        .put("idempotentHint", effect != Effect.ADDS)
        .put("openWorldHint", false);
    TOOLS.put(name, new Tool(input, tool));
  }

  private static Shape.Structure structure(Object... namesAndShapes) {
    Map<String, Shape> fields = new LinkedHashMap<>();
    for (int i = 0; i < namesAndShapes.length; i += 2) {
      fields.put((String) namesAndShapes[i], (Shape) namesAndShapes[i + 1]);
    }
    return new Shape.Structure(fields);
  }

  private static Shape.Structure observations(String field, String description) {
    return structure(
        "entityName",
        Shape.text("The name of the entity"),
        field,
        Shape.list(Shape.text(""), description));
  }

  private static Shape names(String description) {
    return Shape.list(Shape.text(""), description);
  }

  static ArrayNode all() {
    ArrayNode all = Json.object().arrayNode();
    TOOLS.values().forEach(tool -> all.add(tool.declaration()));
    return all;
  }

  /** What a tool takes; empty if there is no such tool. */
  static Optional<Shape.Structure> input(String name) {
    return Optional.ofNullable(TOOLS.get(name)).map(Tool::input);
  }
}
