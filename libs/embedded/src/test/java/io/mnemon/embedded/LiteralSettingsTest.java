package io.mnemon.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiteralSettingsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"plain", "pa$s", "pa$$s", "${user.name}", "a\\$b", "$", "p${x:y}\\", "\\\\$"})
  void aTextMeansItselfAlsoWhereAnotherSettingTakesItUp(String text) {
    SmallRyeConfig config =
        new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .withSources(
                new PropertiesConfigSource(
                    Map.of(
                        "mnemon.postgres.password",
                        LiteralSettings.literal(text),
                        "quarkus.datasource.memory.password",
                        "${mnemon.postgres.password}"),
                    "test",
                    400))
            .build();

    assertThat(config.getValue("mnemon.postgres.password", String.class)).isEqualTo(text);
    assertThat(config.getValue("quarkus.datasource.memory.password", String.class)).isEqualTo(text);
  }
}
