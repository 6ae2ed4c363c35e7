package io.mnemon.gateway.compat.langgraph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mnemon.api.ServiceException;
import io.mnemon.gateway.compat.Fields;
import io.mnemon.gateway.compat.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An item of a store as one of our memories: in the layer of the user whom its namespace names, a
 * turn whose message id is made of namespace and key, so that no key is kept twice; its value in
 * the metadata, and what can be read of the value as the content, so that it is found.
 */
final class Items {
  static final String TAG = "langgraph";

  private static final int MAX_NAME = 256;

  private Items() {}

  /** The memory of an item. */
  static ObjectNode memory(Path namespace, String key, ObjectNode value, Fields options) {
    ObjectNode memory = Json.object();
    memory.put("layer", "user");
    memory.putObject("scope").put("user", namespace.user());
    memory.put("kind", "episode");
    memory.put("source_message_id", name(namespace, key));
    memory.putArray("tags").add(TAG);
    memory.put("content", content(key, value, options));
    ObjectNode metadata = memory.putObject("metadata");
    metadata.set("namespace", namespace.json());
    metadata.set("within", namespace.within());
    metadata.put("path", namespace.text());
    metadata.put("key", key);
    metadata.set("value", value);
    return memory;
  }

  private static String name(Path namespace, String key) {
    String path = namespace.text();
    String name = TAG + "/" + path.length() + "/" + path + "/" + key;
    if (name.length() > MAX_NAME) {
      throw ServiceException.invalid(
          "key", "is too long: namespace and key may have about 240 characters together");
    }
    return name;
  }

  private static String content(String key, ObjectNode value, Fields options) {
    Optional<JsonNode> index = options.any("index");
    if (index.filter(one -> one.isBoolean() && !one.asBoolean()).isPresent()) {
      return key;
    }
    List<String> texts = new ArrayList<>();
    if (index.isPresent()) {
      for (JsonNode field : options.list("index").orElseThrow()) {
        texts(at(value, field.asText()), texts);
      }
    } else {
      texts(value, texts);
    }
    String content = String.join("\n", texts);
    return content.isBlank() ? value.isEmpty() ? key : value.toString() : content;
  }

  private static JsonNode at(JsonNode value, String path) {
    JsonNode at = value;
    for (String name : path.equals("$") ? new String[0] : path.split("\\.")) {
      at = at.path(name);
    }
    return at;
  }

  private static void texts(JsonNode value, List<String> texts) {
    if (value.isTextual()) {
      texts.add(value.asText());
    } else {
      value.forEach(part -> texts(part, texts));
    }
  }

  /** Asks for the item of a key. */
  static ObjectNode one(Path namespace, String key) {
    ObjectNode list = all(namespace);
    ArrayNode conditions = list.putObject("filter").putArray("AND");
    conditions.addObject().put("metadata.path", namespace.text());
    conditions.addObject().put("metadata.key", key);
    return list.put("limit", 1);
  }

  /** Asks for items within a namespace; an empty one is around everything. */
  static ObjectNode within(Path namespace, ValueFilter filter) {
    ObjectNode list = all(namespace);
    ArrayNode conditions = Json.object().arrayNode();
    if (!namespace.isEmpty()) {
      conditions.addObject().put("metadata.within", namespace.text());
    }
    filter.narrow(conditions);
    if (!conditions.isEmpty()) {
      list.putObject("filter").set("AND", conditions);
    }
    return list;
  }

  private static ObjectNode all(Path namespace) {
    ObjectNode list = Json.object();
    list.putArray("layers").add("user");
    list.putArray("kinds").add("episode");
    list.putArray("tags").add(TAG);
    if (!namespace.isEmpty()) {
      list.putObject("scope").put("user", namespace.user());
    }
    return list;
  }

  /** A memory as the item that it is. */
  static ObjectNode item(JsonNode memory) {
    JsonNode metadata = memory.path("metadata");
    ObjectNode item = Json.object();
    item.set("namespace", metadata.get("namespace"));
    item.set("key", metadata.get("key"));
    item.set("value", metadata.get("value"));
    item.set("created_at", memory.get("created_at"));
    return item.set("updated_at", memory.get("updated_at"));
  }
}
