package io.mnemon.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** The control plane over HTTP, for one administrator. */
final class Control {
  private final Http http;
  private final String key;

  Control(Http http, String adminKey) {
    this.http = http;
    this.key = adminKey;
  }

  String key() {
    return key;
  }

  Http http() {
    return http;
  }

  /** {@code {tenant, admin, key}}. */
  JsonNode tenant(String name) {
    return http.send(Call.post("/v1/tenants", Map.of("name", name)).key(key), 201).json();
  }

  /** The id of a new unit; an organization if the parent is empty. */
  String unit(String parent, String kind, String name) {
    Map<String, Object> body = new LinkedHashMap<>();
    if (!parent.isEmpty()) {
      body.put("parent", parent);
    }
    body.put("kind", kind);
    body.put("name", name);
    return http.send(Call.post("/v1/units", body).key(key), 201).json().path("id").asText();
  }

  /** The id of a new principal; {@code user} is empty, or for an agent the user it acts for. */
  String principal(String kind, String name, String user) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("kind", kind);
    body.put("name", name);
    if (!user.isEmpty()) {
      body.put("user", user);
    }
    return http.send(Call.post("/v1/principals", body).key(key), 201).json().path("id").asText();
  }

  /** The id of the principal of this name. */
  String idOf(String name) {
    return http.send(Call.get("/v1/principals/" + name).key(key), 200).json().path("id").asText();
  }

  void member(String unit, String principal, String role) {
    String path = "/v1/units/" + unit + "/members/" + principal;
    http.send(Call.of("PUT", path).json(Json.write(Map.of("role", role))).key(key), 200);
  }

  /**
   * The key of a new application that may write for everybody in a unit.
   *
   * @param prefix what the names begin with of those whom it may act for; empty for any
   */
  String application(String unit, String name, String prefix) {
    principal("application", name, "");
    member(unit, name, "developer");
    Map<String, String> actFor = Map.of("unit", unit, "subject_prefix", prefix);
    return newKey(Map.of("principal", name, "act_for", actFor)).path("key").asText();
  }

  /** {@code {id, key}} of a new key. */
  JsonNode newKey(Map<String, ?> wish) {
    return http.send(Call.post("/v1/keys", wish).key(key), 201).json();
  }

  void revoke(String keyId) {
    http.send(Call.of("DELETE", "/v1/keys/" + keyId).key(key), 204);
  }
}
