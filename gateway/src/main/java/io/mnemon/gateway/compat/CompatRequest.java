package io.mnemon.gateway.compat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.mnemon.tenancy.Caller;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A request as a foreign client sent it.
 *
 * @param variables what stands for the variables of its path
 * @param query the parameters of the URL
 * @param headers gives a header by its name
 */
public record CompatRequest(
    Map<String, String> variables,
    Map<String, String> query,
    Function<String, Optional<String>> headers,
    ByteString body,
    Caller caller,
    Calls calls) {
  public CompatRequest {
    variables = Map.copyOf(variables);
    query = Map.copyOf(query);
  }

  public String variable(String name) {
    return variables.getOrDefault(name, "");
  }

  /** The body's fields. */
  public Fields fields() {
    return new Fields(Json.parse(body), "");
  }

  /** The parameters of the URL as fields. */
  public Fields parameters() {
    ObjectNode object = Json.object();
    query.forEach(object::put);
    return new Fields(object, "");
  }

  /**
   * @throws io.mnemon.api.ServiceException the refusal
   */
  public ObjectNode call(String method, ObjectNode request) {
    return calls.call(method, request);
  }
}
