package io.mnemon.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MemoryConfigTest {
  private static final Map<String, String> REQUIRED =
      Map.of(
          "mnemon.memory.index.directory", "/data/index",
          "mnemon.memory.crypto.keyring-file", "/data/keys/master");

  @Test
  void namesAndDefaultsAreThese() {
    MemoryConfig config = config(REQUIRED);

    assertThat(config.maxBatch()).isEqualTo(1000);
    assertThat(config.maxScopes()).isEqualTo(10_000);
    assertThat(config.reading().filterDepth()).isEqualTo(8);
    assertThat(config.reading().filterClauses()).isEqualTo(64);
    assertThat(config.reading().filterValues()).isEqualTo(100);
    assertThat(config.reading().filterLength()).isEqualTo(256);
    assertThat(config.reading().maxChanged()).isEqualTo(1000);
    assertThat(config.offboarding().erasedAtOnce()).isEqualTo(5000);
    assertThat(config.offboarding().exportedAtOnce()).isEqualTo(50);
    assertThat(config.audit().relayEvery()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.audit().relayedAtOnce()).isEqualTo(1000);
    assertThat(config.audit().flushReadsEvery()).isEqualTo(Duration.ofSeconds(3));
    assertThat(config.audit().waitingReads()).isEqualTo(10_000);
    assertThat(config.audit().denialsPerMinute()).isEqualTo(20);
    assertThat(config.audit().keepSettingsFor()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.governance().target()).isEqualTo("127.0.0.1:9000");
    assertThat(config.governance().timeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.governance().keepFor()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.governance().maxKept()).isEqualTo(10_000);
    assertThat(config.postgres().maxConcurrent()).isEqualTo(16);
    assertThat(config.postgres().acquireTimeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.index().directory()).isEqualTo(Path.of("/data/index"));
    assertThat(config.index().maxOpen()).isEqualTo(32);
    assertThat(config.index().flushInterval()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.index().refreshPatience()).isEqualTo(Duration.ofMillis(100));
    assertThat(config.index().handledHereFor()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.crypto().keyringFile()).isEqualTo(Path.of("/data/keys/master"));
    assertThat(config.crypto().maxKeys()).isEqualTo(10_000);
    assertThat(config.crypto().keepFor()).isEqualTo(Duration.ofMinutes(5));
    assertThat(config.embedding().libraryFolder()).isEqualTo(Optional.empty());
    assertThat(config.embedding().remote().url()).isEmpty();
    assertThat(config.embedding().remote().shortened()).isFalse();
    assertThat(config.embedding().remote().batch()).isEqualTo(64);
    assertThat(config.embedding().remote().concurrent()).isEqualTo(4);
    assertThat(config.embedding().remote().timeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.embedding().threads()).isEqualTo(2);
    assertThat(config.embedding().heapEntries()).isEqualTo(5000);
    assertThat(config.embedding().keepFor()).isEqualTo(Duration.ofDays(7));
    assertThat(config.embedding().cacheTimeout()).isEqualTo(Duration.ofMillis(500));
    assertThat(config.embedding().cachePause()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void aNameThatDoesNotExistStopsTheStart() {
    Map<String, String> misspelt = new HashMap<>(REQUIRED);
    misspelt.put("mnemon.memory.max-bach", "5");

    assertThatThrownBy(() -> config(misspelt)).hasMessageContaining("mnemon.memory.max-bach");
  }

  private static MemoryConfig config(Map<String, String> settings) {
    return new SmallRyeConfigBuilder()
        .withSources(new PropertiesConfigSource(settings, "test", 100))
        .withMapping(MemoryConfig.class)
        .withConverter(
            Duration.class, 100, new io.quarkus.runtime.configuration.DurationConverter())
        .build()
        .getConfigMapping(MemoryConfig.class);
  }
}
