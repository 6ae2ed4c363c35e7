package io.mnemon.gateway.compat;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CompatConfigTest {
  @Test
  void theDefaultsAreTheDocumentedOnes() {
    CompatConfig config = read(Map.of());

    assertThat(config.counted()).isEqualTo(1_000);
    assertThat(config.deepest()).isEqualTo(10_000);
    assertThat(config.maxBatch()).isEqualTo(1_000);
    assertThat(config.graph().most()).isEqualTo(2_000);
    assertThat(config.graph().maxCharacters()).isEqualTo(4_194_304);
    assertThat(config.graph().editAttempts()).isEqualTo(20);
    assertThat(config.files().most()).isEqualTo(1_000);
    assertThat(config.files().maxBytes()).isEqualTo(65_536);
    assertThat(config.files().editAttempts()).isEqualTo(20);
  }

  @Test
  void everySettingIsReadByItsName() {
    CompatConfig config =
        read(
            Map.of(
                "mnemon.gateway.compat.counted", "1",
                "mnemon.gateway.compat.deepest", "2",
                "mnemon.gateway.compat.max-batch", "3",
                "mnemon.gateway.compat.graph.most", "7",
                "mnemon.gateway.compat.graph.edit-attempts", "8",
                "mnemon.gateway.compat.graph.max-characters", "9",
                "mnemon.gateway.compat.files.most", "4",
                "mnemon.gateway.compat.files.max-bytes", "5",
                "mnemon.gateway.compat.files.edit-attempts", "6"));

    assertThat(config.counted()).isEqualTo(1);
    assertThat(config.deepest()).isEqualTo(2);
    assertThat(config.maxBatch()).isEqualTo(3);
    assertThat(config.graph().most()).isEqualTo(7);
    assertThat(config.graph().editAttempts()).isEqualTo(8);
    assertThat(config.graph().maxCharacters()).isEqualTo(9);
    assertThat(config.files().most()).isEqualTo(4);
    assertThat(config.files().maxBytes()).isEqualTo(5);
    assertThat(config.files().editAttempts()).isEqualTo(6);
  }

  private static CompatConfig read(Map<String, String> settings) {
    return new SmallRyeConfigBuilder()
        .withMapping(CompatConfig.class)
        .withSources(new PropertiesConfigSource(settings, "test", 100))
        .build()
        .getConfigMapping(CompatConfig.class);
  }
}
