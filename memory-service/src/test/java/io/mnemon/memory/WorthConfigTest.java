package io.mnemon.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorthConfigTest {
  private static final Map<String, String> REQUIRED =
      Map.of("mnemon.memory.worth.object-store", "file:/data/objects");

  @Test
  void namesAndDefaultsAreThese() {
    WorthConfig config = config(REQUIRED);

    assertThat(config.rewardStep()).isEqualTo(0.3);
    assertThat(config.useLift()).isEqualTo(0.03);
    assertThat(config.noteUsesEvery()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.waitingUses()).isEqualTo(100_000);
    assertThat(config.objectStore()).isEqualTo("file:/data/objects");
    assertThat(config.decayPerDay().agent()).isEqualTo(0.1);
    assertThat(config.decayPerDay().user()).isEqualTo(0.03);
    assertThat(config.decayPerDay().session()).isEqualTo(0.05);
    assertThat(config.decayPerDay().project()).isEqualTo(0.01);
    assertThat(config.decayPerDay().team()).isEqualTo(0.008);
    assertThat(config.decayPerDay().org()).isEqualTo(0.005);
    assertThat(config.decayPerDay().company()).isEqualTo(0.002);
    assertThat(config.archive().below()).isEqualTo(0.01);
    assertThat(config.archive().mostOfScope()).isZero();
    assertThat(config.archive().fresh()).isEqualTo(Duration.ofDays(1));
    assertThat(config.archive().every()).isEqualTo(Duration.ofHours(1));
    assertThat(config.archive().poll()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.archive().lease()).isEqualTo(Duration.ofMinutes(5));
    assertThat(config.archive().atOnce()).isEqualTo(500);
    assertThat(config.archive().looseAfter()).isEqualTo(Duration.ofHours(1));
    assertThat(config.promotion().proposeFrom()).isEqualTo(0.8);
    assertThat(config.promotion().poll()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.promotion().firstLook()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.promotion().longestPause()).isEqualTo(Duration.ofMinutes(1));
    assertThat(config.promotion().lease()).isEqualTo(Duration.ofMinutes(1));
    assertThat(config.promotion().atOnce()).isEqualTo(50);
  }

  @Test
  void aNameThatDoesNotExistStopsTheStart() {
    Map<String, String> misspelt = new HashMap<>(REQUIRED);
    misspelt.put("mnemon.memory.worth.reward-stepp", "1");

    assertThatThrownBy(() -> config(misspelt)).hasMessageContaining("reward-stepp");
  }

  private static WorthConfig config(Map<String, String> settings) {
    return new SmallRyeConfigBuilder()
        .withSources(new PropertiesConfigSource(settings, "test", 100))
        .withMapping(WorthConfig.class)
        .withConverter(
            Duration.class, 100, new io.quarkus.runtime.configuration.DurationConverter())
        .build()
        .getConfigMapping(WorthConfig.class);
  }
}
