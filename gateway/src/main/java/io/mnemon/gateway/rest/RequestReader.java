package io.mnemon.gateway.rest;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.FieldMask;
import com.google.protobuf.Message;
import io.mnemon.gateway.contract.HttpVerb;
import io.mnemon.gateway.contract.PublicMethod;
import io.mnemon.gateway.http.PercentText;
import io.mnemon.gateway.http.Problem;
import io.mnemon.gateway.http.ProblemException;
import io.mnemon.gateway.json.FieldKind;
import io.mnemon.gateway.json.JsonBodies;
import io.mnemon.gateway.json.Refusals;
import io.mnemon.gateway.json.TextValues;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the requests of one method from HTTP. */
final class RequestReader {
  private static final Pattern JSON =
      Pattern.compile(
          "(?i)application/(json|merge-patch\\+json)\\s*(;\\s*charset=\"?utf-8\"?\\s*)?;?");

  private static final Pattern FORM =
      Pattern.compile("(?i)application/x-www-form-urlencoded\\s*(;.*)?");

  private final PublicMethod method;
  private final QueryReader query;

  RequestReader(PublicMethod method) {
    this.method = method;
    this.query = new QueryReader(method);
  }

  /**
   * The request.
   *
   * @throws io.mnemon.api.ServiceException INVALID_ARGUMENT with everything that is wrong with it
   * @throws ProblemException if its body is not JSON
   */
  Message read(RestRequest rest) {
    Message.Builder request = method.newRequest();
    Refusals refusals = new Refusals();
    body(rest, request, refusals);
    variables(rest.variables(), request, refusals);
    query.read(rest.query().orElse(null), request, refusals);
    HeaderReader.read(rest, request, refusals);
    refusals.throwIfAny();
    return request.build();
  }

  /**
   * The request without its lines, which are the body.
   *
   * @throws io.mnemon.api.ServiceException INVALID_ARGUMENT with everything that is wrong with it
   */
  Message readWithoutLines(RestRequest rest) {
    if (rest.contentEncoding().filter(coding -> !coding.equalsIgnoreCase("identity")).isPresent()) {
      throw new ProblemException(
          Problem.unsupportedMediaType(
              "a body with a Content-Encoding is not understood: send the lines as they are"));
    }
    Message.Builder request = method.newRequest();
    Refusals refusals = new Refusals();
    query.read(rest.query().orElse(null), request, refusals);
    refusals.throwIfAny();
    return request.build();
  }

  private void body(RestRequest rest, Message.Builder request, Refusals refusals) {
    if (method.body().isEmpty()) {
      if (!rest.body().isEmpty()) {
        refusals.add(
            JsonBodies.BODY,
            "%s takes no body: use the path and the query".formatted(method.verb()));
      }
      return;
    }
    if (method.open() && isForm(rest)) {
      form(rest.body().toStringUtf8(), request, refusals);
      return;
    }
    if (!rest.body().isEmpty()) {
      requireJson(rest);
    }
    if (method.body().equals("*")) {
      JsonBodies.read(rest.body(), request, refusals);
      return;
    }
    FieldDescriptor field = Objects.requireNonNull(method.input().findFieldByName(method.body()));
    Message.Builder part = request.newBuilderForField(field);
    Set<String> keys = JsonBodies.read(rest.body(), part, refusals);
    request.setField(field, part.build());
    if (method.verb() == HttpVerb.PATCH) {
      mask(keys, request, refusals);
    }
  }

  private static boolean isForm(RestRequest rest) {
    return rest.contentType().filter(type -> FORM.matcher(type.strip()).matches()).isPresent();
  }

  /**
   * What a form says of the request's fields that are texts; whatever else is in it, is ignored.
   */
  private void form(String form, Message.Builder request, Refusals refusals) {
    for (String pair : form.split("&")) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        continue;
      }
      FieldDescriptor field =
          PercentText.decode(pair.substring(0, equals), true)
              .map(method.input()::findFieldByName)
              .filter(found -> FieldKind.of(found) == FieldKind.TEXT && !found.isRepeated())
              .orElse(null);
      Optional<String> text = PercentText.decode(pair.substring(equals + 1), true);
      if (field != null && text.isPresent()) {
        Object value = TextValues.read(field, text.get(), field.getName(), refusals);
        if (value != null) {
          request.setField(field, value);
        }
      }
    }
  }

  private static void requireJson(RestRequest rest) {
    if (rest.contentEncoding().filter(coding -> !coding.equalsIgnoreCase("identity")).isPresent()) {
      throw new ProblemException(
          Problem.unsupportedMediaType(
              "a body with a Content-Encoding is not understood: send the JSON as it is"));
    }
    if (rest.contentType().filter(type -> JSON.matcher(type.strip()).matches()).isEmpty()) {
      throw new ProblemException(
          Problem.unsupportedMediaType(
              "the body must be JSON in UTF-8: send the header \"Content-Type:"
                  + " application/json\""));
    }
  }

  private static void mask(Set<String> keys, Message.Builder request, Refusals refusals) {
    FieldDescriptor mask = request.getDescriptorForType().findFieldByName("update_mask");
    if (mask == null) {
      return;
    }
    if (keys.isEmpty()) {
      refusals.add(JsonBodies.BODY, "changes nothing: name at least one field and its new value");
    }
    request.setField(mask, FieldMask.newBuilder().addAllPaths(keys).build());
  }

  private void variables(
      Map<String, String> variables, Message.Builder request, Refusals refusals) {
    variables.forEach(
        (name, encoded) -> {
          FieldDescriptor field = Objects.requireNonNull(method.input().findFieldByName(name));
          Optional<String> text = PercentText.decode(encoded, false);
          if (text.isEmpty()) {
            refusals.add(
                name, "is not encoded right: write each byte of UTF-8 as % and two digits");
            return;
          }
          Object value = TextValues.read(field, text.get(), name, refusals);
          Object inBody = request.getField(field);
          if (value != null && !inBody.equals("") && !inBody.equals(value)) {
            refusals.add(name, "differs from the one in the path: leave it out of the body");
          } else if (value != null) {
            request.setField(field, value);
          }
        });
  }
}
