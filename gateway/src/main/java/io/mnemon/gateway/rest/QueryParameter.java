package io.mnemon.gateway.rest;

import com.google.protobuf.Descriptors.FieldDescriptor;
import io.mnemon.gateway.contract.PublicMethod;
import io.mnemon.gateway.json.FieldKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A field of a request that the query can hold.
 *
 * @param name its name in full, e.g. {@code scope.user} or {@code layers}
 * @param shortName a second name, e.g. {@code user} or {@code layer}
 * @param parent the message that it is part of, unless it is part of the request itself
 * @param field the field
 */
public record QueryParameter(
    String name,
    Optional<String> shortName,
    Optional<FieldDescriptor> parent,
    FieldDescriptor field) {

  // These come by headers and by the keys of the body.
  private static final Set<String> ELSEWHERE = Set.of("idempotency_key", "update_mask");

  /** The parameters of a method, each under its names. */
  static Map<String, QueryParameter> byName(PublicMethod method) {
    List<QueryParameter> parameters = of(method);
    Map<String, QueryParameter> byName = new LinkedHashMap<>();
    parameters.forEach(parameter -> byName.put(parameter.name(), parameter));
    for (QueryParameter parameter : parameters) {
      parameter.shortName().ifPresent(name -> byName.putIfAbsent(name, parameter));
    }
    return byName;
  }

  /** The parameters of a method in the order of the contract. */
  public static List<QueryParameter> of(PublicMethod method) {
    List<QueryParameter> parameters = new ArrayList<>();
    if (method.body().equals("*") && !method.takesLines()) {
      return parameters;
    }
    for (FieldDescriptor field : method.input().getFields()) {
      boolean elsewhere =
          field.getName().equals(method.body())
              || method.path().variables().contains(field.getName())
              || ELSEWHERE.contains(field.getName())
              || (method.takesLines() && field.isRepeated());
      if (!elsewhere) {
        parameters.addAll(of(field));
      }
    }
    return parameters;
  }

  private static List<QueryParameter> of(FieldDescriptor field) {
    return switch (FieldKind.of(field)) {
      case TEXT, INT32, INT64, NUMBER, BOOL, TIME, FIELD_MASK, STRUCT -> List.of(scalar(field));
      case MESSAGE -> field.isRepeated() ? List.of() : parts(field);
    };
  }

  private static QueryParameter scalar(FieldDescriptor field) {
    String name = field.getName();
    Optional<String> singular =
        field.isRepeated() && name.endsWith("s")
            ? Optional.of(name.substring(0, name.length() - 1))
            : Optional.empty();
    return new QueryParameter(name, singular, Optional.empty(), field);
  }

  private static List<QueryParameter> parts(FieldDescriptor message) {
    List<QueryParameter> parts = new ArrayList<>();
    for (FieldDescriptor part : message.getMessageType().getFields()) {
      if (!part.isRepeated() && FieldKind.of(part) == FieldKind.TEXT) {
        parts.add(
            new QueryParameter(
                message.getName() + "." + part.getName(),
                Optional.of(part.getName()),
                Optional.of(message),
                part));
      }
    }
    return parts;
  }
}
