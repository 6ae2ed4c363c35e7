package io.mnemon.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class CallsConfigTest {
  private static SmallRyeConfig config(Map<String, String> settings) {
    return new SmallRyeConfigBuilder()
        .withConverter(Duration.class, 200, new DurationConverter())
        .withDefaultValues(settings)
        .withMapping(CallsConfig.class)
        .withMapping(DrainConfig.class)
        .build();
  }

  @Test
  void namesAndDefaultsAreAsDocumented() {
    SmallRyeConfig config = config(Map.of());
    Map<String, String> settings = new TreeMap<>();
    StreamSupport.stream(config.getPropertyNames().spliterator(), false)
        .filter(name -> name.startsWith("mnemon."))
        .forEach(name -> settings.put(name, config.getRawValue(name)));

    assertThat(settings)
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("mnemon.calls.patience", "5s"),
                Map.entry("mnemon.calls.max-waiting", "200"),
                Map.entry("mnemon.calls.attempts", "3"),
                Map.entry("mnemon.calls.retry-budget", "20"),
                Map.entry("mnemon.calls.keepalive-time", "10s"),
                Map.entry("mnemon.calls.keepalive-timeout", "2s"),
                Map.entry("mnemon.calls.breaker.window", "20"),
                Map.entry("mnemon.calls.breaker.open-for", "2s"),
                Map.entry("mnemon.calls.breaker.silence", "1s"),
                Map.entry("mnemon.drain.notice", "500ms"),
                Map.entry("mnemon.drain.timeout", "20s")));
  }

  @Test
  void aLimitOfNothingStopsTheStart() {
    CallsConfig none =
        config(Map.of("mnemon.calls.max-waiting", "0")).getConfigMapping(CallsConfig.class);

    assertThatThrownBy(() -> CallLimits.of(none))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("mnemon.calls.max-waiting");
  }
}
