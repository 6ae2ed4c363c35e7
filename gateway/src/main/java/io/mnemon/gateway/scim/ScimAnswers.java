package io.mnemon.gateway.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.mnemon.gateway.http.Answer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Answers as SCIM has them. */
final class ScimAnswers {
  private static final String LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

  private ScimAnswers() {}

  static Answer json(int status, JsonNode body, Map<String, String> more) {
    Map<String, String> headers = new TreeMap<>(more);
    headers.put(Answer.CONTENT_TYPE, "application/scim+json");
    headers.put("Cache-Control", "no-store");
    return new Answer(status, headers, ByteString.copyFromUtf8(body.toString()));
  }

  static Answer nothing(int status, Map<String, String> headers) {
    return new Answer(status, headers, ByteString.EMPTY);
  }

  /** The headers that tell a resource's version. */
  static Map<String, String> version(long version) {
    return Map.of("ETag", etag(version));
  }

  static String etag(long version) {
    return "W/\"" + version + "\"";
  }

  /** A part of a list; startIndex counts from 1. */
  static Answer list(List<ObjectNode> resources, int total, int startIndex) {
    ObjectNode body = Json.object();
    body.putArray("schemas").add(LIST);
    body.put("totalResults", total);
    body.put("startIndex", startIndex);
    body.put("itemsPerPage", resources.size());
    body.putArray("Resources").addAll(resources);
    return json(200, body, Map.of());
  }
}
