package io.mnemon.gateway.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class McpConfigTest {
  @Test
  void theDefaultsAreTheDocumentedOnes() {
    McpConfig config = read(Map.of());

    assertThat(config.allowedOrigins()).isEmpty();
    assertThat(config.publicUrl()).isEmpty();
    assertThat(config.authorizationServers()).isEmpty();
    assertThat(config.maxBatch()).isEqualTo(20);
  }

  @Test
  void everySettingIsReadByItsName() {
    McpConfig config =
        read(
            Map.of(
                "mnemon.gateway.mcp.allowed-origins", "https://a.example,https://b.example",
                "mnemon.gateway.mcp.public-url", "https://mnemon.example",
                "mnemon.gateway.mcp.authorization-servers", "https://login.example/a",
                "mnemon.gateway.mcp.max-batch", "5"));

    assertThat(config.allowedOrigins()).contains(List.of("https://a.example", "https://b.example"));
    assertThat(config.publicUrl()).contains("https://mnemon.example");
    assertThat(config.authorizationServers()).contains(List.of("https://login.example/a"));
    assertThat(config.maxBatch()).isEqualTo(5);
  }

  private static McpConfig read(Map<String, String> settings) {
    return new SmallRyeConfigBuilder()
        .withMapping(McpConfig.class)
        .withSources(new PropertiesConfigSource(settings, "test", 100))
        .build()
        .getConfigMapping(McpConfig.class);
  }
}
