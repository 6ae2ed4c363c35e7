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
    assertThat(config.maxBatch()).isEqualTo(20);
  }

  @Test
  void everySettingIsReadByItsName() {
    McpConfig config =
        read(
            Map.of(
                "mnemon.gateway.mcp.allowed-origins", "https://a.example,https://b.example",
                "mnemon.gateway.mcp.max-batch", "5"));

    assertThat(config.allowedOrigins()).contains(List.of("https://a.example", "https://b.example"));
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
