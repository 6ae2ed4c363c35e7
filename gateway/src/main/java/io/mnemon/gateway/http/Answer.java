package io.mnemon.gateway.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.ByteString;
import io.mnemon.api.Violation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * What goes back over HTTP.
 *
 * @param status the HTTP status
 * @param headers its headers, the content type among them
 * @param body its body; empty for none
 */
public record Answer(int status, Map<String, String> headers, ByteString body) {
  public static final String CONTENT_TYPE = "Content-Type";

  private static final JsonFactory JSON = new JsonFactory();

  public Answer {
    headers = Map.copyOf(headers);
  }

  /** A refusal, as the exchange that it answers shows it. */
  public static Answer of(Problem problem, String traceId) {
    ByteString.Output bytes = ByteString.newOutput();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("type", "urn:mnemon:error:" + problem.type());
      json.writeStringField("title", problem.title());
      json.writeNumberField("status", problem.status());
      json.writeStringField("detail", problem.detail());
      json.writeStringField("instance", traceId);
      if (!problem.violations().isEmpty()) {
        json.writeArrayFieldStart("violations");
        for (Violation violation : problem.violations()) {
          json.writeStartObject();
          json.writeStringField("field", violation.field());
          json.writeStringField("message", violation.message());
          json.writeEndObject();
        }
        json.writeEndArray();
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    Map<String, String> headers = new TreeMap<>(problem.headers());
    headers.put(CONTENT_TYPE, "application/problem+json");
    return new Answer(problem.status(), headers, bytes.toByteString());
  }
}
