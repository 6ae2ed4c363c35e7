package io.mnemon.acceptance;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Another tenant, and keys that are not good, or not good for everything. */
final class Strangers {
  private static final Duration SHORT_LIFE = Duration.ofSeconds(3);

  private final String foreignTenantKey;
  private final String foreignUnit;
  private final String foreignUser;
  private final String foreignMemory;
  private final String expiredKey;
  private final String revokedKey;
  private final String searchingKey;
  private final String prefixKey;

  Strangers(Platform platform) {
    Http http = platform.http();
    Control local = new Control(http, platform.adminKey());
    String suffix = UUID.randomUUID().toString();
    JsonNode other = local.tenant("strangers-" + suffix);
    foreignTenantKey = other.path("key").asText();
    foreignUser = other.path("admin").path("id").asText();
    Control foreign = new Control(http, foreignTenantKey);
    foreignUnit = foreign.unit("", "organization", "abroad");
    foreignMemory =
        http.send(
                Call.post(
                        "/v1/memories",
                        Map.of("layer", "company", "content", "Abroad the sea is salty."))
                    .key(foreignTenantKey),
                201)
            .json()
            .path("id")
            .asText();

    JsonNode expiring =
        local.newKey(
            Map.of(
                "principal", "local-app", "expires_at", Instant.now().plus(SHORT_LIFE).toString()));
    JsonNode revoked = local.newKey(Map.of("principal", "local-app"));
    local.revoke(revoked.path("id").asText());
    expiredKey = expiring.path("key").asText();
    revokedKey = revoked.path("key").asText();
    searchingKey =
        local
            .newKey(Map.of("principal", "local-app", "scopes", List.of("memory.search")))
            .path("key")
            .asText();
    String tenant = tenantOf(platform.applicationKey());
    String app = "app-" + suffix;
    local.principal("application", app, "");
    prefixKey =
        local
            .newKey(
                Map.of(
                    "principal", app, "act_for", Map.of("unit", tenant, "subject_prefix", "mild-")))
            .path("key")
            .asText();
    for (String dead : List.of(expiredKey, revokedKey)) {
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> http.send(Call.get("/v1/memories").key(dead)).status() == 401);
    }
  }

  /** The tenant's id, which a key carries in the clear. */
  static String tenantOf(String key) {
    String hex = key.substring("mn_".length(), "mn_".length() + 32);
    return hex.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5");
  }

  String foreignTenantKey() {
    return foreignTenantKey;
  }

  String foreignUnit() {
    return foreignUnit;
  }

  String foreignUser() {
    return foreignUser;
  }

  String foreignMemory() {
    return foreignMemory;
  }

  String expiredKey() {
    return expiredKey;
  }

  String revokedKey() {
    return revokedKey;
  }

  /** Good for searching only. */
  String searchingKey() {
    return searchingKey;
  }

  /** Of an application for users whose name begins with "mild-". */
  String prefixKey() {
    return prefixKey;
  }
}
