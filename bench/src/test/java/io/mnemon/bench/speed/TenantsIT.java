package io.mnemon.bench.speed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mnemon.bench.door.HttpConnection;
import io.mnemon.bench.platform.PackagedPlatform;
import io.mnemon.bench.platform.Platform;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The part with many tenants comes last in a long run: it should not be the first to fail. */
class TenantsIT {
  private static final Path REPOSITORY =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("..").normalize();

  private static final int MOST_SEARCHES = 100;

  @Test
  void eachTenantsKeyAddsAndFindsItsOwn() throws IOException {
    try (PackagedPlatform own = PackagedPlatform.start(REPOSITORY)) {
      Platform platform = own.platform();
      Tenants tenants = Tenants.create(platform, 2, 0);

      assertThat(tenants.keys()).hasSize(2).doesNotHaveDuplicates();
      try (HttpConnection connection = platform.connect()) {
        for (String key : tenants.keys()) {
          connection.send(
              "POST",
              "/v1/memories",
              key,
              "{\"layer\":\"user\",\"scope\":{\"user\":\"ann\"},\"content\":\"The kite is red.\"}");
          assertThat(whole(connection, key).path("results")).hasSize(1);
        }
      }
    }
  }

  /** An answer that misses nothing: the index may need longer than a search waits for it. */
  private static JsonNode whole(HttpConnection connection, String key) throws IOException {
    JsonNode answer = null;
    for (int i = 0; i < MOST_SEARCHES && (answer == null || isPartial(answer)); i++) {
      byte[] body =
          connection.send("POST", "/v1/memories/search", key, "{\"query\":\"Is the kite red?\"}");
      answer = new ObjectMapper().readTree(body);
    }
    return Objects.requireNonNull(answer);
  }

  private static boolean isPartial(JsonNode answer) {
    return answer.path("partial").asBoolean();
  }
}
