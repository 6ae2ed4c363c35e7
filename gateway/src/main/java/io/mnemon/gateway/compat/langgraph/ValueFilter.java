package io.mnemon.gateway.compat.langgraph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mnemon.api.ServiceException;
import io.mnemon.gateway.compat.Fields;
import io.mnemon.gateway.compat.Json;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * What is asked of an item's value, to the letter: a list is equal only to the same list, and
 * objects are compared name by name. The index carries out as much of it as it can, which lets
 * through too much and never too little; the value itself decides.
 */
final class ValueFilter {
  static final ValueFilter NONE = new ValueFilter(Json.object());

  private static final Map<String, String> OPERATORS =
      Map.of("$eq", "eq", "$ne", "ne", "$gt", "gt", "$gte", "gte", "$lt", "lt", "$lte", "lte");

  /** What the index takes of one filter, and of one text. */
  private static final int MAX_CONDITIONS = 32;

  private static final int MAX_TEXT = 256;

  /** A name that would be taken for a path, or for none. */
  private static final Pattern DIVIDED = Pattern.compile("[.\\x00]");

  private final ObjectNode wanted;

  private ValueFilter(ObjectNode wanted) {
    this.wanted = wanted;
  }

  /**
   * @throws ServiceException INVALID_ARGUMENT if an operator is unknown or compares what has no
   *     order
   */
  static ValueFilter of(Optional<Fields> filter) {
    filter.ifPresent(
        fields -> fields.all().forEach(one -> check(one.getValue(), fields.at(one.getKey()))));
    return filter.map(fields -> new ValueFilter(fields.object())).orElse(NONE);
  }

  private static void check(JsonNode wanted, String at) {
    for (Map.Entry<String, JsonNode> one : wanted.properties()) {
      String here = at + "." + one.getKey();
      if (!hasOperators(wanted)) {
        check(one.getValue(), here);
      } else if (!OPERATORS.containsKey(one.getKey())) {
        throw ServiceException.invalid(here, "is no operator: use $eq, $ne, $gt, $gte, $lt, $lte");
      } else if (isOrder(one.getKey())
          && !one.getValue().isNumber()
          && !one.getValue().isTextual()) {
        throw ServiceException.invalid(here, "must be a number or a text");
      }
    }
    if (wanted.isArray()) {
      wanted.forEach(element -> check(element, at));
    }
  }

  private static boolean hasOperators(JsonNode wanted) {
    return wanted.propertyStream().anyMatch(one -> one.getKey().startsWith("$"));
  }

  private static boolean isOrder(String operator) {
    return !operator.equals("$eq") && !operator.equals("$ne");
  }

  boolean isNone() {
    return wanted.isEmpty();
  }

  /** Adds what the index can tell. */
  void narrow(ArrayNode conditions) {
    narrow("metadata.value", wanted, conditions);
  }

  private static void narrow(String path, JsonNode wanted, ArrayNode conditions) {
    for (Map.Entry<String, JsonNode> one : wanted.properties()) {
      JsonNode value = one.getValue();
      String field = path + "." + one.getKey();
      boolean isName = !one.getKey().isEmpty() && !DIVIDED.matcher(one.getKey()).find();
      if (!isName || conditions.size() >= MAX_CONDITIONS) {
        continue;
      }
      if (hasOperators(value)) {
        value.properties().stream()
            .filter(test -> !test.getKey().equals("$ne") && isKnown(test.getValue()))
            .forEach(
                test ->
                    conditions
                        .addObject()
                        .putObject(field)
                        .set(OPERATORS.get(test.getKey()), test.getValue()));
      } else if (value.isObject()) {
        narrow(field, value, conditions);
      } else if (value.isNull()) {
        conditions.addObject().putObject(field).put("exists", false);
      } else if (isKnown(value)) {
        conditions.addObject().set(field, value);
      }
    }
  }

  /** Whether the index compares such a value. */
  private static boolean isKnown(JsonNode value) {
    return switch (value.getNodeType()) {
      case STRING -> value.asText().length() <= MAX_TEXT && value.asText().indexOf('\0') < 0;
      case NUMBER -> Double.isFinite(value.doubleValue());
      case BOOLEAN -> true;
      case ARRAY, BINARY, MISSING, NULL, OBJECT, POJO -> false;
    };
  }

  boolean holds(JsonNode value) {
    return haveAll(value, wanted);
  }

  private static boolean haveAll(JsonNode found, JsonNode wanted) {
    return wanted.propertyStream().allMatch(one -> holds(found.path(one.getKey()), one.getValue()));
  }

  private static boolean holds(JsonNode found, JsonNode wanted) {
    if (hasOperators(wanted)) {
      return wanted.propertyStream().allMatch(one -> holds(found, one.getKey(), one.getValue()));
    }
    if (wanted.isObject()) {
      return found.isObject() && haveAll(found, wanted);
    }
    if (wanted.isArray()) {
      return found.isArray()
          && found.size() == wanted.size()
          && IntStream.range(0, wanted.size()).allMatch(i -> holds(found.path(i), wanted.path(i)));
    }
    return isSame(found, wanted);
  }

  private static boolean holds(JsonNode found, String operator, JsonNode operand) {
    return switch (operator) {
      case "$eq" -> isSame(found, operand);
      case "$ne" -> !isSame(found, operand);
      case "$gt" -> order(found, operand).orElse(0) > 0;
      case "$gte" -> order(found, operand).orElse(-1) >= 0;
      case "$lt" -> order(found, operand).orElse(0) < 0;
      default -> order(found, operand).orElse(1) <= 0;
    };
  }

  /** Texts and numbers are in order, each among themselves. */
  private static OptionalInt order(JsonNode found, JsonNode operand) {
    if (found.isNumber() && operand.isNumber()) {
      return OptionalInt.of(found.decimalValue().compareTo(operand.decimalValue()));
    }
    return found.isTextual() && operand.isTextual()
        ? OptionalInt.of(found.asText().compareTo(operand.asText()))
        : OptionalInt.empty();
  }

  /** Whether two values are equal, however their numbers are written; what is missing is null. */
  private static boolean isSame(JsonNode one, JsonNode other) {
    if (one.isNumber() && other.isNumber()) {
      return one.decimalValue().compareTo(other.decimalValue()) == 0;
    }
    if (one.isArray() && other.isArray()) {
      return one.size() == other.size()
          && IntStream.range(0, one.size()).allMatch(i -> isSame(one.path(i), other.path(i)));
    }
    if (one.isObject() && other.isObject()) {
      return one.size() == other.size()
          && one.propertyStream()
              .allMatch(
                  member ->
                      other.has(member.getKey())
                          && isSame(member.getValue(), other.path(member.getKey())));
    }
    boolean isNothing = one.isNull() || one.isMissingNode();
    return isNothing ? other.isNull() || other.isMissingNode() : one.equals(other);
  }
}
