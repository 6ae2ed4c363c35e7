package io.mnemon.governance.egress;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request to the outside.
 *
 * @param headers with the content type, if there is a body
 * @param body sent as UTF-8
 */
public record EgressRequest(
    String method, URI destination, Map<String, String> headers, @Nullable String body) {
  public EgressRequest {
    headers = Map.copyOf(headers);
  }

  public static EgressRequest get(URI destination) {
    return new EgressRequest("GET", destination, Map.of("Accept", "application/json"), null);
  }

  public static EgressRequest post(URI destination, Map<String, String> headers, String body) {
    return new EgressRequest("POST", destination, headers, body);
  }
}
