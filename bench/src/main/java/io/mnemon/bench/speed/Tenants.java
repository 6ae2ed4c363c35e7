package io.mnemon.bench.speed;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mnemon.bench.door.HttpConnection;
import io.mnemon.bench.platform.Platform;
import java.util.ArrayList;
import java.util.List;

/** Who the memories belong to: one application credential for each tenant. */
record Tenants(List<String> keys) {
  private static final ObjectMapper JSON = new ObjectMapper();

  Tenants {
    keys = List.copyOf(keys);
  }

  /** New ones, which only who holds the platform's admin key may create. */
  static Tenants create(Platform platform, int count, long run) {
    List<String> keys = new ArrayList<>();
    try (HttpConnection connection = platform.connect()) {
      for (int i = 0; i < count; i++) {
        String name = "{\"name\":\"bench-%d-%d\"}".formatted(run, i);
        JsonNode tenant = post(connection, "/v1/tenants", platform.adminKey(), name);
        String admin = tenant.path("key").asText();
        String application =
            post(
                    connection,
                    "/v1/principals",
                    admin,
                    "{\"kind\":\"application\",\"name\":\"bench\"}")
                .path("id")
                .asText();
        String body =
            "{\"principal\":\"%s\",\"act_for\":{\"unit\":\"%s\"}}"
                .formatted(application, tenant.path("tenant").path("id").asText());
        keys.add(post(connection, "/v1/keys", admin, body).path("key").asText());
      }
    }
    return new Tenants(keys);
  }

  private static JsonNode post(HttpConnection connection, String path, String key, String body) {
    byte[] answer = connection.send("POST", path, key, body);
    try {
      return JSON.readTree(new String(answer, UTF_8));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(path + " did not answer JSON", e);
    }
  }

  int count() {
    return keys.size();
  }

  String key(long number) {
    return keys.get((int) (number % keys.size()));
  }
}
