package io.mnemon.gateway.rest;

import com.google.protobuf.Message;
import io.mnemon.gateway.contract.PublicMethod;
import io.mnemon.gateway.http.PercentText;
import io.mnemon.gateway.json.Refusals;
import io.mnemon.gateway.json.Spelling;
import io.mnemon.gateway.json.TextValues;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the query of a URL into the fields of a request. */
final class QueryReader {
  private final Map<String, QueryParameter> parameters;

  QueryReader(PublicMethod method) {
    this.parameters = QueryParameter.byName(method);
  }

  void read(@Nullable String query, Message.Builder request, Refusals refusals) {
    if (query == null || query.isEmpty()) {
      return;
    }
    Set<String> seen = new HashSet<>();
    for (String pair : query.split("&")) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      Optional<String> name =
          PercentText.decode(equals < 0 ? pair : pair.substring(0, equals), true);
      Optional<String> value =
          PercentText.decode(equals < 0 ? "" : pair.substring(equals + 1), true);
      if (name.isEmpty() || value.isEmpty()) {
        refusals.add(
            name.orElse(pair),
            "is not encoded right: write each byte of UTF-8 as % and two digits");
      } else {
        parameter(name.get(), value.get(), request, seen, refusals);
      }
    }
  }

  private void parameter(
      String name, String value, Message.Builder request, Set<String> seen, Refusals refusals) {
    QueryParameter parameter = parameters.get(name);
    if (parameter == null) {
      refusals.add(name, Spelling.unknown("query parameter", name, parameters.keySet()));
    } else if (parameter.field().isRepeated()) {
      for (String item : value.split(",")) {
        Object read = TextValues.read(parameter.field(), item.strip(), name, refusals);
        if (read != null && !item.isBlank()) {
          request.addRepeatedField(parameter.field(), read);
        }
      }
    } else if (!seen.add(parameter.name())) {
      refusals.add(name, "is there twice: keep one of them");
    } else {
      Object read = TextValues.read(parameter.field(), value, name, refusals);
      if (read != null) {
        parameter
            .parent()
            .map(request::getFieldBuilder)
            .orElse(request)
            .setField(parameter.field(), read);
      }
    }
  }
}
