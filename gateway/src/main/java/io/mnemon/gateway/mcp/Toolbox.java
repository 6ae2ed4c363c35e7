package io.mnemon.gateway.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import io.mnemon.api.GrpcErrors;
import io.mnemon.api.ServiceException;
import io.mnemon.api.Violation;
import io.mnemon.gateway.json.JsonAnswers;
import io.mnemon.gateway.json.Spelling;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The tools that are offered, and how each is called and answers. */
final class Toolbox {
  private final Map<String, Entry> tools = new LinkedHashMap<>();

  Toolbox(Collection<Tool> offered) {
    for (Tool tool : offered) {
      tools.put(
          tool.name(),
          new Entry(tool, new ToolArguments(tool.method(), tool.arguments()), declaration(tool)));
    }
  }

  private record Entry(Tool tool, ToolArguments arguments, ObjectNode declaration) {}

  Set<String> names() {
    return tools.keySet();
  }

  /** The tools as {@code tools/list} shows them. */
  ObjectNode list() {
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    ArrayNode all = result.putArray("tools");
    tools.values().forEach(entry -> all.add(entry.declaration()));
    return result;
  }

  /**
   * The result of a call, be it a refusal.
   *
   * @throws ServiceException if there is no such tool, or if the call exceeds a limit: that is the
   *     client's affair and not the model's
   */
  ObjectNode call(ObjectNode params, ToolCalls calls) {
    JsonNode name = params.path("name");
    if (!name.isTextual()) {
      throw ServiceException.invalid("params.name", "must be the name of a tool");
    }
    ObjectNode arguments = ToolArguments.in(params);
    Entry entry = tools.get(name.asText());
    if (entry == null) {
      throw ServiceException.invalid(
          "params.name", Spelling.unknown("tool", name.asText(), tools.keySet()));
    }
    return call(entry, arguments, calls);
  }

  private static ObjectNode call(Entry entry, ObjectNode arguments, ToolCalls calls) {
    try {
      Message request = entry.arguments().request(arguments);
      return success(calls.call(entry.tool().method(), request));
    } catch (RuntimeException e) {
      ServiceException failure = GrpcErrors.ofGrpc(GrpcErrors.toGrpc(e));
      if (failure.retryAfter().isPresent()) {
        throw failure;
      }
      return refusal(entry.arguments().inTheirWords(failure));
    }
  }

  private static ObjectNode success(Message answer) {
    String text = answer instanceof Empty ? "{\"done\":true}" : JsonAnswers.text(answer);
    return result(text).set("structuredContent", JsonTrees.of(text));
  }

  private static ObjectNode refusal(ServiceException e) {
    StringBuilder text = new StringBuilder(e.code().name()).append(": ").append(e.publicMessage());
    List<Violation> others =
        e.violations().isEmpty() ? List.of() : e.violations().subList(1, e.violations().size());
    for (Violation violation : others) {
      text.append('\n').append(violation.field()).append(": ").append(violation.message());
    }
    ObjectNode result = result(text.toString()).put("isError", true);
    ObjectNode error = result.putObject("structuredContent");
    error.put("code", e.code().name()).put("message", e.publicMessage());
    if (!e.violations().isEmpty()) {
      ArrayNode violations = error.putArray("violations");
      for (Violation violation : e.violations()) {
        violations.addObject().put("field", violation.field()).put("message", violation.message());
      }
    }
    return result;
  }

  private static ObjectNode result(String text) {
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    result.putArray("content").addObject().put("type", "text").put("text", text);
    return result;
  }

  private static ObjectNode declaration(Tool tool) {
    ObjectNode declaration = JsonNodeFactory.instance.objectNode();
    declaration.put("name", tool.name());
    declaration.put("title", tool.title());
    declaration.put("description", tool.description());
    declaration.set("inputSchema", JsonSchemas.input(tool));
    declaration.set("outputSchema", output(tool));
    declaration
        .putObject("annotations")
        .put("title", tool.title())
        .put("readOnlyHint", tool.effect().isReadOnly())
        .put("destructiveHint", tool.effect().isDestructive())
        .put("idempotentHint", tool.effect().isIdempotent())
        .put("openWorldHint", false);
    return declaration;
  }

  private static ObjectNode output(Tool tool) {
    if (!tool.method().output().getFullName().equals(Empty.getDescriptor().getFullName())) {
      return JsonSchemas.output(tool.method().output());
    }
    ObjectNode done = JsonNodeFactory.instance.objectNode().put("type", "object");
    done.putObject("properties").putObject("done").put("type", "boolean");
    return done;
  }
}
