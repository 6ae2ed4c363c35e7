package io.mnemon.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Reading over HTTP. */
final class HttpReads implements Door {
  private static final int PAGE = 3;

  private final Http http;

  HttpReads(Http http) {
    this.http = http;
  }

  private Seen seen(Call call, String key, Function<JsonNode, Seen> shown) {
    Reply reply = http.send(call.key(key));
    return switch (reply.status()) {
      case 200 -> shown.apply(reply.json());
      case 404 -> new Seen.NotFound();
      default -> new Seen.Refused(reply.status() + " " + reply.text());
    };
  }

  @Override
  public Seen get(String key, String id) {
    return seen(
        Call.get("/v1/memories/" + id),
        key,
        json -> new Seen.Shown(Set.of(json.path("id").asText()), false));
  }

  @Override
  public Seen history(String key, String id) {
    return seen(
        Call.get("/v1/memories/" + id + "/history"),
        key,
        json -> new Seen.Shown(new HashSet<>(json.path("versions").findValuesAsText("id")), false));
  }

  @Override
  public Seen list(String key, Narrowed narrowed) {
    Set<String> ids = new HashSet<>();
    String cursor = "";
    do {
      Reply reply = http.send(Call.get(page(narrowed, cursor)).key(key));
      if (reply.status() == 404) {
        return new Seen.NotFound();
      }
      if (reply.status() != 200) {
        return new Seen.Refused(reply.status() + " " + reply.text());
      }
      for (JsonNode memory : reply.json().path("memories")) {
        if (!ids.add(memory.path("id").asText())) {
          return new Seen.Refused("two pages show " + memory);
        }
      }
      cursor = reply.json().path("next_cursor").asText("");
    } while (!cursor.isEmpty());
    return new Seen.Shown(ids, false);
  }

  private static String page(Narrowed narrowed, String cursor) {
    StringBuilder path = new StringBuilder("/v1/memories?limit=" + PAGE);
    narrowed.scope().forEach((name, value) -> parameter(path, name, value));
    narrowed.layers().forEach(layer -> parameter(path, "layer", layer));
    if (!cursor.isEmpty()) {
      parameter(path, "cursor", cursor);
    }
    return path.toString();
  }

  private static void parameter(StringBuilder path, String name, String value) {
    path.append('&').append(name).append('=');
    path.append(URLEncoder.encode(value, StandardCharsets.UTF_8));
  }

  @Override
  public Seen search(String key, String query, String mode, Narrowed narrowed) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("query", query);
    body.put("mode", mode);
    body.put("scope", narrowed.scope());
    body.put("layers", narrowed.layers());
    body.put("limit", 100);
    return seen(Call.post("/v1/memories/search", body), key, HttpReads::results);
  }

  /** The results of a search, which are the same in JSON everywhere. */
  static Seen results(JsonNode json) {
    Set<String> ids = new HashSet<>();
    for (JsonNode result : json.path("results")) {
      ids.add(result.path("memory").path("id").asText());
      for (JsonNode neighbour : result.path("neighbours")) {
        ids.add(neighbour.path("id").asText());
      }
    }
    return new Seen.Shown(ids, json.path("partial").asBoolean(false));
  }
}
