package io.mnemon.gateway.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mnemon.gateway.scim.PatchStep.Op;
import io.mnemon.gateway.scim.ScimException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads the operations of a PATCH as directories send them: their words in any case, and without a
 * path an object whose names are paths.
 */
final class PatchReader {
  private PatchReader() {}

  /**
   * The steps in their order.
   *
   * @throws ScimException invalidSyntax, invalidPath or noTarget
   */
  static List<PatchStep> read(ObjectNode body, Schema schema) {
    if (!(Json.member(body, "Operations") instanceof ArrayNode operations)
        || operations.isEmpty()) {
      throw syntax("Operations must be a list of at least one operation");
    }
    List<PatchStep> steps = new ArrayList<>();
    for (JsonNode operation : operations) {
      if (!operation.isObject()) {
        throw syntax("an operation must be an object with op, path and value");
      }
      Op op = op(Json.member(operation, "op"));
      JsonNode path = Json.member(operation, "path");
      JsonNode value = Json.member(operation, "value");
      if (path.isMissingNode() || path.asText().isBlank()) {
        withoutPath(op, value, schema, steps);
      } else if (!path.isTextual()) {
        throw syntax("path must be a text");
      } else {
        require(op, value);
        PatchStep.of(op, path.asText().strip(), value, schema).ifPresent(steps::add);
      }
    }
    return steps;
  }

  private static Op op(JsonNode op) {
    return switch (op.asText().toLowerCase(Locale.ROOT)) {
      case "add" -> Op.ADD;
      case "replace" -> Op.REPLACE;
      case "remove" -> Op.REMOVE;
      default -> throw syntax("op must be add, replace or remove");
    };
  }

  private static void withoutPath(Op op, JsonNode value, Schema schema, List<PatchStep> steps) {
    if (op == Op.REMOVE) {
      throw ScimException.bad(Reason.NO_TARGET, "a removal must have a path");
    }
    if (!value.isObject()) {
      throw syntax("an operation without a path must have an object as its value");
    }
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      String name = field.getKey();
      if (name.equalsIgnoreCase(schema.urn())) {
        withoutPath(op, field.getValue(), schema, steps);
      } else if (!isAside(name)) {
        JsonNode inner = field.getValue().isNull() ? MissingNode.getInstance() : field.getValue();
        // Whoever sets nothing means to take away.
        Op meant = inner.isMissingNode() ? Op.REMOVE : op;
        PatchStep.of(meant, name, inner, schema).ifPresent(steps::add);
      }
    }
  }

  /** What stands beside attributes: the names of schemas, and an extension which is not kept. */
  private static boolean isAside(String name) {
    return name.equalsIgnoreCase("schemas") || name.equalsIgnoreCase(Schema.ENTERPRISE_USER);
  }

  private static void require(Op op, JsonNode value) {
    if (op != Op.REMOVE && value.isMissingNode()) {
      throw ScimException.bad(Reason.INVALID_VALUE, "the operation has no value");
    }
  }

  private static ScimException syntax(String detail) {
    return ScimException.bad(Reason.INVALID_SYNTAX, detail);
  }
}
