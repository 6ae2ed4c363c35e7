package io.mnemon.gateway.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.FieldMask;
import com.google.protobuf.Message;
import io.mnemon.api.ServiceException;
import io.mnemon.api.Violation;
import io.mnemon.gateway.contract.PublicMethod;
import io.mnemon.gateway.json.JsonBodies;
import io.mnemon.gateway.json.Refusals;
import io.mnemon.gateway.json.Spelling;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The arguments of one tool or prompt as its method's request, and what is refused of them in their
 * words.
 */
final class ToolArguments {
  static final String ALL = "arguments";

  private static final String MASK = "update_mask";
  private static final String MEMORY = "memory.";

  private final PublicMethod method;
  private final Map<String, Argument> byName = new LinkedHashMap<>();

  ToolArguments(PublicMethod method, List<Argument> arguments) {
    this.method = method;
    arguments.forEach(argument -> byName.put(argument.name(), argument));
  }

  /**
   * Those that the parameters of a request give.
   *
   * @throws ServiceException INVALID_ARGUMENT if they are no object
   */
  static ObjectNode in(ObjectNode params) {
    JsonNode arguments = params.path(ALL);
    if (!arguments.isObject() && !arguments.isMissingNode() && !arguments.isNull()) {
      throw ServiceException.invalid("params.arguments", "must be an object");
    }
    return arguments instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
  }

  /**
   * The request that the arguments mean.
   *
   * @throws ServiceException INVALID_ARGUMENT with everything that is wrong with them
   */
  Message request(ObjectNode arguments) {
    Refusals refusals = new Refusals();
    Message.Builder request = method.newRequest();
    ObjectNode tree = tree(arguments, refusals);
    try {
      JsonBodies.read(ByteString.copyFromUtf8(tree.toString()), request, refusals);
      mask(arguments, request, refusals);
      refusals.throwIfAny();
    } catch (ServiceException e) {
      throw inTheirWords(e);
    }
    return request.build();
  }

  private ObjectNode tree(ObjectNode arguments, Refusals refusals) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> given : arguments.properties()) {
      Argument argument = byName.get(given.getKey());
      if (argument == null) {
        refusals.add(given.getKey(), Spelling.unknown("argument", given.getKey(), byName.keySet()));
      } else if (!given.getValue().isNull()) {
        put(tree, argument.path(), given.getValue());
      }
    }
    for (Argument argument : byName.values()) {
      if (arguments.hasNonNull(argument.name())) {
        continue;
      }
      argument
          .preset()
          .ifPresent(
              preset -> put(tree, argument.path(), JsonNodeFactory.instance.textNode(preset)));
      if (argument.isRequired()) {
        refusals.add(argument.name(), "is missing: " + argument.description());
      }
    }
    return tree;
  }

  private static void put(ObjectNode tree, String path, JsonNode value) {
    List<String> names = List.of(path.split("\\."));
    ObjectNode parent = tree;
    for (String name : names.subList(0, names.size() - 1)) {
      parent = parent.withObjectProperty(name);
    }
    parent.set(names.getLast(), value);
  }

  // As over REST, the fields that are named are the fields that change.
  private void mask(ObjectNode arguments, Message.Builder request, Refusals refusals) {
    FieldDescriptor mask = method.input().findFieldByName(MASK);
    if (mask == null) {
      return;
    }
    List<String> changed =
        byName.values().stream()
            .filter(argument -> arguments.has(argument.name()))
            .map(Argument::path)
            .filter(path -> path.startsWith(MEMORY))
            .map(path -> path.substring(MEMORY.length()))
            .toList();
    if (changed.isEmpty()) {
      refusals.add(ALL, "change nothing: give at least one field of the memory and its new value");
    }
    request.setField(mask, FieldMask.newBuilder().addAllPaths(changed).build());
  }

  /** An error whose fields are named as the arguments are. */
  ServiceException inTheirWords(ServiceException e) {
    if (e.violations().isEmpty()) {
      return e;
    }
    List<Violation> violations = new ArrayList<>();
    for (Violation violation : e.violations()) {
      violations.add(new Violation(name(violation.field()), violation.message()));
    }
    String old = e.violations().getFirst().field() + ":";
    String message =
        e.publicMessage().startsWith(old)
            ? violations.getFirst().field() + e.publicMessage().substring(old.length() - 1)
            : e.publicMessage();
    return new ServiceException(e.code(), message, violations, e.getCause());
  }

  private String name(String field) {
    if (field.equals(JsonBodies.BODY)) {
      return ALL;
    }
    // Services name the fields of a memory with or without the request's field that holds it.
    String bare = withoutMemory(field);
    for (Argument argument : byName.values()) {
      String path = withoutMemory(argument.path());
      boolean within =
          bare.startsWith(path)
              && (bare.length() == path.length() || ".[".indexOf(bare.charAt(path.length())) >= 0);
      if (within) {
        return argument.name() + bare.substring(path.length());
      }
    }
    return bare;
  }

  private static String withoutMemory(String field) {
    return field.startsWith(MEMORY) ? field.substring(MEMORY.length()) : field;
  }
}
