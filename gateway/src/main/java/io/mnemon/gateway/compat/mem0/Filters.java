package io.mnemon.gateway.compat.mem0;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.mnemon.api.ServiceException;
import io.mnemon.gateway.compat.Fields;
import io.mnemon.gateway.compat.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads mem0's filters: whose memories are meant is taken out of what must hold as a whole, the
 * rest becomes a filter of ours.
 */
final class Filters {
  private static final Set<String> OPERATORS =
      Set.of("eq", "ne", "in", "gt", "gte", "lt", "lte", "contains");
  private static final Map<String, String> FIELDS =
      Map.of(
          "created_at", "created_at",
          "updated_at", "updated_at",
          "timestamp", "event_time",
          "categories", "tags");
  private static final String UNKNOWN =
      "cannot be filtered by: use user_id, agent_id, app_id, run_id, categories, metadata,"
          + " created_at, updated_at, timestamp, AND, OR and NOT";

  private final List<ObjectNode> conditions = new ArrayList<>();
  private Entities entities = Entities.NONE;

  private Filters() {}

  /**
   * What filters mean: whose memories, and in our words what else must hold.
   *
   * @param conditions filters of ours, all of which must hold
   */
  record Meaning(Entities entities, List<ObjectNode> conditions) {
    Meaning {
      conditions = List.copyOf(conditions);
    }

    void narrow(ObjectNode request) {
      entities.narrow(request);
      List<ObjectNode> all = new ArrayList<>(conditions);
      entities.condition().ifPresent(all::add);
      filter(request, all);
    }

    /** The deletions that are meant. */
    List<ObjectNode> selections() {
      List<ObjectNode> selections = entities.selections();
      selections.forEach(selection -> filter(selection, conditions));
      return selections;
    }

    private static void filter(ObjectNode request, List<ObjectNode> conditions) {
      if (!conditions.isEmpty()) {
        request.putObject("filter").putArray("AND").addAll(conditions);
      }
    }
  }

  static Meaning of(Optional<Fields> given) {
    Filters filters = new Filters();
    given.ifPresent(filters::all);
    return new Meaning(filters.entities, filters.conditions);
  }

  /** What is asked of metadata alone. */
  static List<ObjectNode> ofMetadata(Fields wanted) {
    return of(Optional.of(new Fields(Json.object().set("metadata", wanted.object()), "")))
        .conditions();
  }

  /** Everything in an object that must hold. */
  private void all(Fields given) {
    for (Map.Entry<String, JsonNode> one : given.all()) {
      String name = one.getKey();
      if (name.equals("AND")) {
        for (JsonNode part : given.list(name).orElseThrow(() -> given.invalid(name, "is null"))) {
          all(new Fields(object(part, given.at(name)), given.at(name)));
        }
      } else if (Entities.NAMES.contains(name)) {
        entity(name, given);
      } else {
        conditions.add(condition(name, one.getValue(), given.at(name)));
      }
    }
  }

  private void entity(String name, Fields given) {
    JsonNode value = given.object().path(name);
    JsonNode only = value.path("in").size() == 1 ? value.path("in").path(0) : value.path("eq");
    JsonNode named = value.isObject() ? only : value;
    if (!named.isTextual() && !named.isIntegralNumber()) {
      throw given.invalid(name, "must be one name: ask for others in requests of their own");
    }
    Entities with = entities.with(name, named.asText());
    if (!with.or(entities).equals(entities.or(with))) {
      throw given.invalid(name, "is given twice: no memory has two of them");
    }
    entities = with;
  }

  private static ObjectNode condition(String name, JsonNode value, String at) {
    return switch (name) {
      case "OR", "AND" -> Json.object().set(name, parts(value, at));
      case "NOT" -> Json.object().set(name, value.isArray() ? parts(value, at) : part(value, at));
      case "metadata" -> metadata(object(value, at), at);
      default -> {
        if (Entities.NAMES.contains(name)) {
          throw ServiceException.invalid(
              at, "must hold for all that is found: take it out of OR and NOT");
        }
        String ours = name.startsWith("metadata.") ? name : FIELDS.get(name);
        if (ours == null) {
          throw ServiceException.invalid(at, UNKNOWN);
        }
        yield Json.object().set(ours, test(ours, value, at));
      }
    };
  }

  private static ArrayNode parts(JsonNode value, String at) {
    if (!value.isArray()) {
      throw ServiceException.invalid(at, "must be a list");
    }
    ArrayNode parts = Json.object().arrayNode();
    value.forEach(one -> parts.add(part(one, at)));
    return parts;
  }

  private static ObjectNode part(JsonNode value, String at) {
    ArrayNode all = Json.object().arrayNode();
    for (Map.Entry<String, JsonNode> one : object(value, at).properties()) {
      all.add(condition(one.getKey(), one.getValue(), at + "." + one.getKey()));
    }
    return all.size() == 1 ? (ObjectNode) all.path(0) : Json.object().set("AND", all);
  }

  private static ObjectNode metadata(ObjectNode wanted, String at) {
    ArrayNode all = Json.object().arrayNode();
    for (Map.Entry<String, JsonNode> one : wanted.properties()) {
      String name = "metadata." + one.getKey();
      all.add(Json.object().set(name, test(name, one.getValue(), at + "." + one.getKey())));
    }
    return Json.object().set("AND", all);
  }

  private static JsonNode test(String field, JsonNode value, String at) {
    if (value.isTextual() && value.asText().equals("*")) {
      return Json.object().put("exists", true);
    }
    if (!value.isObject()) {
      return operand(field, value);
    }
    ObjectNode test = Json.object();
    for (Map.Entry<String, JsonNode> one : value.properties()) {
      if (!OPERATORS.contains(one.getKey())) {
        throw ServiceException.invalid(
            at + "." + one.getKey(),
            "is no operator here: use eq, ne, in, gt, gte, lt, lte, contains");
      }
      boolean isElement = field.equals("tags") && one.getKey().equals("contains");
      test.set(isElement ? "eq" : one.getKey(), operand(field, one.getValue()));
    }
    return test;
  }

  private static JsonNode operand(String field, JsonNode value) {
    boolean isTime = field.endsWith("_at") || field.equals("event_time");
    return isTime && value.isTextual() && !field.startsWith("metadata.")
        ? TextNode.valueOf(Times.inFilter(value.asText()))
        : value;
  }

  private static ObjectNode object(JsonNode value, String at) {
    if (value instanceof ObjectNode object) {
      return object;
    }
    throw ServiceException.invalid(at, "must be an object");
  }
}
