package io.mnemon.cli;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The JSON that mem0 exports: a list of memories, or an object that holds it as {@code results} or
 * {@code memories}. Each says itself whose it is, unless the command says it.
 */
final class Mem0Dump implements Dump {
  private final String text;
  private final Home home;
  private final List<String> leftOut = new ArrayList<>();

  Mem0Dump(String text, Home home) {
    this.text = text;
    this.home = home;
  }

  @Override
  public void tell(Consumer<Json> memories) throws IOException {
    Json dump = parsed();
    List<Json> items = dump.items();
    for (String list : List.of("results", "memories")) {
      items = items.isEmpty() ? dump.get(list).items() : items;
    }
    if (items.isEmpty()) {
      throw CommandFailure.usage(
          "There is no memory in it: mem0 exports a list, or an object with \"results\".");
    }
    for (int i = 0; i < items.size(); i++) {
      Json item = items.get(i);
      String content = content(item);
      if (content.isBlank()) {
        leftOut.add("memory " + (i + 1) + " says nothing and was left out");
      } else {
        memories.accept(memory(item, content).toJson());
      }
    }
    int relations = dump.get("relations").items().size();
    if (relations > 0) {
      leftOut.add(relations + " relations of its graph were left out: memories say the same");
    }
  }

  private Json parsed() {
    try {
      return Json.parse(text);
    } catch (IOException e) {
      throw CommandFailure.usage("It is not JSON: " + e.getMessage());
    }
  }

  private static String content(Json item) {
    for (String name : List.of("memory", "text", "content", "data")) {
      String content = item.get(name).text();
      if (!content.isEmpty()) {
        return content;
      }
    }
    return "";
  }

  private Members memory(Json item, String content) {
    Members memory = new Members().with("id", id(item.get("id").text()));
    place(memory, item);
    String created = time(item.get("created_at").text());
    memory
        .with("content", content)
        .with("event_time", created)
        .with("created_at", created)
        .with("updated_at", time(item.get("updated_at").text()))
        .with("expires_at", end(item.get("expiration_date").text()))
        .with("source", "import")
        .with("tags", tags(item));
    Json metadata = item.get("metadata");
    return metadata.isObject() ? memory.with("metadata", metadata) : memory;
  }

  private void place(Members memory, Json item) {
    String user = item.get("user_id").text();
    if (home.isNamed() || user.isEmpty()) {
      home.on(memory);
      return;
    }
    String agent = item.get("agent_id").text();
    String run = item.get("run_id").text();
    Members scope = new Members().with("user", user);
    if (!run.isEmpty()) {
      memory.with("layer", "session").with("scope", scope.with("session", run));
    } else if (agent.isEmpty()) {
      memory.with("layer", "user").with("scope", scope);
    } else {
      memory.with("layer", "agent").with("scope", scope.with("agent", agent));
    }
  }

  /** Its categories, and as at the door for mem0's clients who has no place in a layer. */
  private static List<String> tags(Json item) {
    List<String> tags = new ArrayList<>();
    String app = item.get("app_id").text();
    if (!app.isEmpty()) {
      tags.add("app_id=" + app);
    }
    String agent = item.get("agent_id").text();
    if (!agent.isEmpty() && !item.get("run_id").text().isEmpty()) {
      tags.add("agent_id=" + agent);
    }
    item.get("categories").items().stream().map(Json::text).forEach(tags::add);
    return tags.stream().distinct().toList();
  }

  /** What is no id of ours is left out, and the memory gets a new one. */
  private static String id(String text) {
    try {
      return UUID.fromString(text).toString();
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  /** The same instant in UTC; a day is its beginning. */
  private static String time(String text) {
    try {
      return isDay(text)
          ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC).toString()
          : OffsetDateTime.parse(text).toInstant().toString();
    } catch (DateTimeException e) {
      return "";
    }
  }

  /** The first instant at which it is no longer there: on the day that is named it still is. */
  private static String end(String text) {
    try {
      return isDay(text) ? time(LocalDate.parse(text).plusDays(1).toString()) : time(text);
    } catch (DateTimeException e) {
      return "";
    }
  }

  private static boolean isDay(String text) {
    return text.length() == "2026-01-31".length();
  }

  @Override
  public List<String> leftOut() {
    return leftOut;
  }
}
