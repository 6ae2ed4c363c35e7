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
    assertThat(config.transfer().exportedAtOnce()).isEqualTo(500);
    assertThat(config.transfer().importedAtOnce()).isEqualTo(1000);
    assertThat(config.transfer().errors()).isEqualTo(100);
    assertThat(config.transfer().versions()).isEqualTo(1000);
    assertThat(config.transfer().lineBytes()).isEqualTo(1_000_000);
    assertThat(config.retention().purgeAfter()).isEqualTo(Duration.ofDays(7));
    assertThat(config.retention().lookEvery()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.retention().every()).isEqualTo(Duration.ofHours(1));
    assertThat(config.retention().batch()).isEqualTo(1000);
    assertThat(config.retention().deletedAtOnce()).isEqualTo(10_000);
    assertThat(config.retention().confirmationLasts()).isEqualTo(Duration.ofMinutes(5));
    assertThat(config.retention().unaskedShare()).isEqualTo(0.2);
    assertThat(config.retention().unaskedFew()).isEqualTo(100);
    assertThat(config.audit().relayEvery()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.audit().relayedAtOnce()).isEqualTo(1000);
    assertThat(config.audit().flushReadsEvery()).isEqualTo(Duration.ofSeconds(3));
    assertThat(config.audit().waitingReads()).isEqualTo(10_000);
    assertThat(config.audit().denialsPerMinute()).isEqualTo(20);
    assertThat(config.audit().keepSettingsFor()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.chat().url()).isEmpty();
    assertThat(config.chat().model()).isEmpty();
    assertThat(config.chat().key()).isEmpty();
    assertThat(config.chat().concurrent()).isEqualTo(2);
    assertThat(config.chat().timeout()).isEqualTo(Duration.ofSeconds(60));
    assertThat(config.chat().maxTokens()).isEqualTo(2000);
    assertThat(config.chat().tries()).isEqualTo(3);
    assertThat(config.chat().maxFacts()).isEqualTo(50);
    assertThat(config.chat().maxCharacters()).isEqualTo(2000);
    assertThat(config.chat().failures()).isEqualTo(3);
    assertThat(config.chat().leftAlone()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.truth().candidates()).isEqualTo(32);
    assertThat(config.truth().workers()).isEqualTo(2);
    assertThat(config.truth().lease()).isEqualTo(Duration.ofMinutes(5));
    assertThat(config.truth().attempts()).isEqualTo(8);
    assertThat(config.truth().longestPause()).isEqualTo(Duration.ofMinutes(1));
    assertThat(config.truth().keepFor()).isEqualTo(Duration.ofDays(7));
    assertThat(config.recalls().flushEvery()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.recalls().waiting()).isEqualTo(10_000);
    assertThat(config.recalls().keepFor()).isEqualTo(Duration.ofDays(7));
    assertThat(config.recalls().mostKept()).isEqualTo(500_000);
    assertThat(config.recalls().recentFor()).isEqualTo(Duration.ofHours(24));
    assertThat(config.recalls().recent()).isEqualTo(50);
    assertThat(config.governance().target()).isEqualTo("127.0.0.1:9000");
    assertThat(config.governance().timeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.governance().keepFor()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.governance().maxKept()).isEqualTo(10_000);
    assertThat(config.postgres().maxConcurrent()).isEqualTo(16);
    assertThat(config.postgres().acquireTimeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.index().directory()).isEqualTo(Path.of("/data/index"));
    assertThat(config.index().maxOpen()).isEqualTo(256);
    assertThat(config.index().flushInterval()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.index().refreshPatience()).isEqualTo(Duration.ofMillis(100));
    assertThat(config.index().handledHereFor()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.crypto().keyringFile()).isEqualTo(Path.of("/data/keys/master"));
    assertThat(config.transfer().exportedBytes()).isEqualTo(8_000_000);
    assertThat(config.crypto().startDespiteLostKeys()).isFalse();
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
    assertThat(config.embedding().maxTexts()).isEqualTo(2048);
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
