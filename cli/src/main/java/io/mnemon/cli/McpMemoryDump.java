package io.mnemon.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The lines of MCP's reference memory server: entities with observations, and relations between
 * them. An observation becomes a fact that names its entity; so does a relation.
 */
final class McpMemoryDump implements Dump {
  private final String text;
  private final Home home;
  private final List<String> leftOut = new ArrayList<>();

  McpMemoryDump(String text, Home home) {
    this.text = text;
    this.home = home;
  }

  @Override
  public void tell(Consumer<Json> memories) {
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      if (!line.isBlank()) {
        tell(line, number, memories);
      }
    }
  }

  private void tell(String line, int number, Consumer<Json> memories) {
    Json item;
    try {
      item = Json.parse(line);
    } catch (IOException e) {
      leftOut.add("line " + number + " is not JSON and was left out");
      return;
    }
    switch (item.get("type").text()) {
      case "entity" -> entity(item, memories);
      case "relation" -> relation(item, memories);
      default -> leftOut.add("line " + number + " is neither an entity nor a relation");
    }
  }

  private void entity(Json entity, Consumer<Json> memories) {
    String name = entity.get("name").text();
    String type = entity.get("entityType").text();
    Members about = new Members().with("entity", name).with("entity_type", type);
    List<Json> observations = entity.get("observations").items();
    if (observations.isEmpty() && !type.isEmpty()) {
      memories.accept(fact(name + " is a " + type, about));
    }
    for (Json observation : observations) {
      memories.accept(fact(name + ": " + observation.text(), about));
    }
  }

  private void relation(Json relation, Consumer<Json> memories) {
    String from = relation.get("from").text();
    String to = relation.get("to").text();
    String type = relation.get("relationType").text();
    memories.accept(
        fact(
            from + " " + type.replace('_', ' ') + " " + to,
            new Members().with("from", from).with("relation", type).with("to", to)));
  }

  private Json fact(String content, Members about) {
    return home.on(new Members())
        .with("content", content)
        .with("source", "import")
        .with("metadata", about)
        .toJson();
  }

  @Override
  public List<String> leftOut() {
    return leftOut;
  }
}
