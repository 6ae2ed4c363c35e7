package io.mnemon.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.gateway.auth.AuthConfig;
import io.mnemon.gateway.http.HttpConfig;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class ConfigNamesTest {
  @Test
  void namesAndDefaultsAreAsDocumented() {
    SmallRyeConfig config =
        new SmallRyeConfigBuilder()
            .withConverter(Duration.class, 200, new DurationConverter())
            .withConverter(MemorySize.class, 200, new MemorySizeConverter())
            .withMapping(RoutingConfig.class)
            .withMapping(AuthConfig.class)
            .withMapping(HttpConfig.class)
            .build();

    Map<String, String> settings = new TreeMap<>();
    StreamSupport.stream(config.getPropertyNames().spliterator(), false)
        .filter(name -> name.startsWith("mnemon."))
        .forEach(name -> settings.put(name, config.getRawValue(name)));
    assertThat(settings)
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("mnemon.gateway.memory.target", "127.0.0.1:9000"),
                Map.entry("mnemon.gateway.governance.target", "127.0.0.1:9000"),
                Map.entry("mnemon.gateway.deadline", "10s"),
                Map.entry("mnemon.gateway.stream-deadline", "1h"),
                Map.entry("mnemon.gateway.max-message-size", "8M"),
                Map.entry("mnemon.gateway.auth.cache-lifetime", "1500ms"),
                Map.entry("mnemon.gateway.auth.cell", "local"),
                Map.entry("mnemon.gateway.auth.refusal-lifetime", "1s"),
                Map.entry("mnemon.gateway.auth.cache-size", "10000"),
                Map.entry("mnemon.gateway.http.max-body-size", "8M"),
                Map.entry("mnemon.gateway.http.body-timeout", "30s"),
                Map.entry("mnemon.gateway.http.max-line-size", "3M"),
                Map.entry("mnemon.gateway.http.imported-at-once", "1000"),
                Map.entry("mnemon.gateway.http.imported-bytes-at-once", "2M"),
                Map.entry("mnemon.gateway.http.import-errors", "100"),
                Map.entry("mnemon.gateway.http.import-patience", "1m"),
                Map.entry("mnemon.gateway.http.max-uri-length", "8K"),
                Map.entry("mnemon.gateway.http.max-header-size", "16K"),
                Map.entry("mnemon.gateway.http.max-concurrent-requests", "1000")));
  }
}
