package io.mnemon.gateway.openapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.Optional;

/** Requests and answers as they look in practice. */
final class Examples {
  private static final String MEMORY =
      """
      {"id": "0199a3a0-5b7c-7d1e-9a51-3f0c5d2b8e11", "layer": "user",
       "scope": {"user": "0199a3a0-11aa-7c02-8d4f-6b1e0c9d7a20"}, "kind": "preference",
       "content": "Alice prefers green tea over coffee.", "event_time": "2026-05-01T12:00:00Z",
       "tags": ["drinks"], "importance": 0.5, "sensitivity": "internal", "source": "manual",
       "version": 1, "created_at": "2026-05-01T12:00:00Z", "updated_at": "2026-05-01T12:00:00Z"}
      """;

  private static final Map<String, String> ACCESS =
      Map.of(
          "CreateApproval",
              """
              {"kind": "role", "unit": "0199a3a0-22bb-7d10-9b3e-7f2a1c4d5e60",
               "title": "Alice builds the index",
               "payload": {"principal": "alice", "role": "developer"}}
              """,
          "DecideApproval", "{\"decision\": \"approve\"}",
          "CreateWebhook",
              """
              {"url": "https://hooks.example.com/mnemon", "events": ["approval.*"]}
              """);

  private static final Map<String, String> REQUESTS =
      Map.of(
          "AddMemory",
              """
              {"layer": "user", "scope": {"user": "alice"}, "kind": "preference",
               "content": "Alice prefers green tea over coffee.", "tags": ["drinks"]}
              """,
          "BatchAddMemories",
              """
              {"memories": [
                {"layer": "user", "scope": {"user": "alice"}, "content": "Alice lives in Berlin."},
                {"layer": "company", "content": "Releases go out on Tuesdays."}]}
              """,
          "SearchMemories",
              """
              {"query": "what does Alice like to drink?", "scope": {"user": "alice"}, "limit": 5}
              """,
          "UpdateMemory", "{\"content\": \"Alice prefers black tea.\", \"tags\": null}",
          "CreateUnit", "{\"kind\": \"organization\", \"name\": \"research\"}",
          "CreatePrincipal", "{\"kind\": \"user\", \"name\": \"alice\"}",
          "CreateKey", "{\"principal\": \"alice\", \"scopes\": [\"memory.*\"]}",
          "CreateIssuer",
              """
              {"name": "login", "issuer": "https://id.example.com/realms/acme",
               "audiences": ["mnemon"], "claims": {"principal": "preferred_username"},
               "mappings": [{"group": "/research", "unit": "0199a3a0-11aa-7c02-8d4f-6b1e0c9d7a20",
                             "role": "developer"}],
               "create_users": true}
              """,
          "PutMember", "{\"role\": \"developer\"}",
          "CreateTenant", "{\"name\": \"acme\"}");

  private static final Map<String, String> RESPONSES =
      Map.of(
          "AddMemory",
          MEMORY,
          "SearchMemories",
          "{\"results\": [{\"memory\": "
              + MEMORY
              + ", \"score\": 0.83}], \"partial\": false,"
              + " \"recall_id\": \"0199a3a0-9f00-7b11-8c22-1d2e3f4a5b6c\"}");

  private static final ObjectMapper JSON = new ObjectMapper();

  private Examples() {}

  static Optional<JsonNode> request(String method) {
    return Optional.ofNullable(REQUESTS.get(method))
        .or(() -> Optional.ofNullable(ACCESS.get(method)))
        .map(Examples::parse);
  }

  static Optional<JsonNode> response(String method) {
    return Optional.ofNullable(RESPONSES.get(method)).map(Examples::parse);
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an example is not JSON: " + json, e);
    }
  }
}
