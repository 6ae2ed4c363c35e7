package io.mnemon.gateway.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.mnemon.gateway.contract.HttpVerb;
import io.mnemon.gateway.contract.PublicMethod;
import io.mnemon.gateway.rest.QueryParameter;
import java.util.Locale;
import java.util.Objects;

/** The methods of the contract as operations of OpenAPI. */
final class Operations {
  private static final String JSON = "application/json";
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String NDJSON = "application/x-ndjson";
  private static final String DESCRIPTION = "description";
  private static final int OK = 200;
  private static final int CREATED = 201;

  private final ContractComments comments;
  private final Schemas schemas;

  Operations(ContractComments comments, Schemas schemas) {
    this.comments = comments;
    this.schemas = schemas;
  }

  ObjectNode of(PublicMethod method) {
    ObjectNode operation = object();
    String comment = comments.of(method.descriptor().getFullName());
    operation.put("operationId", method.name());
    operation.putArray("tags").add(tag(method));
    operation.put(
        "summary", comment.isEmpty() ? words(method.name()) : ContractComments.summary(comment));
    if (!comment.isEmpty()) {
      operation.put(DESCRIPTION, comment);
    }
    operation.put("x-mnemon-action", method.action());
    if (method.open()) {
      operation.putArray("security");
    }
    parameters(method, operation.putArray("parameters"));
    if (!method.body().isEmpty()) {
      body(method, operation.putObject("requestBody"));
    }
    responses(method, operation.putObject("responses"));
    return operation;
  }

  /** The group that a method belongs to. */
  static String tag(PublicMethod method) {
    return method.descriptor().getService().getName().replaceAll("Service$", "");
  }

  private static String words(String name) {
    String spaced = name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    return Character.toUpperCase(spaced.charAt(0)) + spaced.substring(1);
  }

  private void parameters(PublicMethod method, ArrayNode parameters) {
    for (String name : method.path().variables()) {
      FieldDescriptor field = Objects.requireNonNull(method.input().findFieldByName(name));
      parameter(parameters, name, "path", field).put("required", true);
    }
    for (QueryParameter query : QueryParameter.of(method)) {
      ObjectNode parameter = parameter(parameters, query.name(), "query", query.field());
      query
          .shortName()
          .ifPresent(
              shortName ->
                  parameter.put(
                      DESCRIPTION,
                      (parameter.path(DESCRIPTION).asText() + " In short: `" + shortName + "`.")
                          .strip()));
    }
    if (has(method, "idempotency_key")) {
      parameters.add(shared("parameters/IdempotencyKey"));
    }
    if (has(method, "expected_version")) {
      parameters.add(shared("parameters/IfMatch"));
    }
    parameters.add(shared("parameters/RequestId"));
  }

  private ObjectNode parameter(ArrayNode list, String name, String in, FieldDescriptor field) {
    ObjectNode parameter = list.addObject().put("name", name).put("in", in);
    String comment = comments.of(field.getFullName());
    if (!comment.isEmpty()) {
      parameter.put(DESCRIPTION, comment);
    }
    ObjectNode schema = schemas.of(field);
    schema.remove(DESCRIPTION);
    parameter.set("schema", schema);
    return parameter;
  }

  private void body(PublicMethod method, ObjectNode body) {
    body.put("required", true);
    if (method.verb() == HttpVerb.PATCH) {
      body.put(DESCRIPTION, "The fields to change; null clears one.");
    }
    ObjectNode content = body.putObject("content").putObject(JSON);
    content.set(
        "schema",
        method.body().equals("*")
            ? schemas.bodyReference(method.input(), method.path().variables())
            : schemas.reference(
                Objects.requireNonNull(method.input().findFieldByName(method.body()))
                    .getMessageType()));
    Examples.request(method.name()).ifPresent(example -> content.set("example", example));
    if (method.takesLines()) {
      body.withObjectProperty("content")
          .putObject(NDJSON)
          .putObject("schema")
          .put("type", "string");
    }
    if (method.open()) {
      body.withObjectProperty("content").putObject(FORM).set("schema", content.get("schema"));
    }
  }

  private void responses(PublicMethod method, ObjectNode responses) {
    ObjectNode success = responses.putObject(Integer.toString(method.successStatus()));
    success.put(DESCRIPTION, method.successStatus() == CREATED ? "Created" : "Done");
    answer(method, success);
    if (method.output().findFieldByName("duplicate_of") != null
        && method.successStatus() == CREATED) {
      ObjectNode duplicate = responses.putObject(Integer.toString(OK));
      duplicate.put(DESCRIPTION, "It was there already: duplicate_of names it");
      answer(method, duplicate);
    }
    responses.set("400", shared("responses/Invalid"));
    responses.set("401", shared("responses/Unauthenticated"));
    responses.set("403", shared("responses/Denied"));
    if (namesSomething(method)) {
      responses.set("404", shared("responses/NotFound"));
    }
    if (!method.isRead()) {
      responses.set("409", shared("responses/Conflict"));
    }
    if (!method.body().isEmpty()) {
      responses.set("413", shared("responses/TooLarge"));
      responses.set("415", shared("responses/NotJson"));
    }
    responses.set("429", shared("responses/Limit"));
    responses.set("503", shared("responses/Unavailable"));
    responses.set("default", shared("responses/Failed"));
  }

  private void answer(PublicMethod method, ObjectNode response) {
    if (method.output().getFullName().equals("google.protobuf.Empty")) {
      return;
    }
    if (method.isStream()) {
      response.putObject("content").putObject(NDJSON).putObject("schema").put("type", "string");
      return;
    }
    if (method.output().findFieldByName("version") != null) {
      response.putObject("headers").set("ETag", shared("headers/ETag"));
    }
    ObjectNode content = response.putObject("content").putObject(JSON);
    content.set("schema", schemas.reference(method.output()));
    Examples.response(method.name()).ifPresent(example -> content.set("example", example));
  }

  /** Wherever a request can name something, that may be out of reach. */
  private static boolean namesSomething(PublicMethod method) {
    return !method.path().variables().isEmpty()
        || !method.body().isEmpty()
        || !QueryParameter.of(method).isEmpty();
  }

  private static boolean has(PublicMethod method, String field) {
    return method.input().findFieldByName(field) != null;
  }

  private static ObjectNode shared(String component) {
    return object().put("$ref", "#/components/" + component);
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
