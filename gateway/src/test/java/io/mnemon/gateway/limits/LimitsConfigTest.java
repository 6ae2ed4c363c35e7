package io.mnemon.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class LimitsConfigTest {
  private static final String PREFIX = "mnemon.gateway.limits.";
  private static final String TENANT = "0198a000-0000-7000-8000-000000000001";

  private static SmallRyeConfig config(Map<String, String> settings) {
    return new SmallRyeConfigBuilder()
        .withConverter(Duration.class, 200, new DurationConverter())
        .withConverter(MemorySize.class, 200, new MemorySizeConverter())
        .withMapping(LimitsConfig.class)
        .withDefaultValues(settings)
        .build();
  }

  @Test
  void namesAndDefaultsAreAsDocumented() {
    SmallRyeConfig config = config(Map.of());

    Map<String, String> settings = new TreeMap<>();
    StreamSupport.stream(config.getPropertyNames().spliterator(), false)
        .filter(name -> name.startsWith(PREFIX))
        .forEach(name -> settings.put(name, config.getRawValue(name)));

    Map<String, String> expected = new TreeMap<>();
    for (String holder : new String[] {"tenant", "key", "subject"}) {
      expected.put(PREFIX + holder + ".requests-per-second", "5000");
      expected.put(PREFIX + holder + ".requests-burst", "10000");
      expected.put(PREFIX + holder + ".bytes-per-second", "64M");
      expected.put(PREFIX + holder + ".bytes-burst", "128M");
      expected.put(PREFIX + holder + ".memories-per-second", "20000");
      expected.put(PREFIX + holder + ".memories-burst", "50000");
      expected.put(PREFIX + holder + ".concurrent-searches", "64");
    }
    expected.put(PREFIX + "gateways", "1");
    expected.put(PREFIX + "slice", "100ms");
    expected.put(PREFIX + "max-buckets", "100000");
    expected.put(PREFIX + "redis.timeout", "20ms");
    expected.put(PREFIX + "redis.pause", "1s");
    expected.put(PREFIX + "turns.alone", "64");
    expected.put(PREFIX + "turns.others-for", "1s");
    expected.put(PREFIX + "turns.waiting", "256");
    expected.put(PREFIX + "turns.patience", "5s");
    expected.put(PREFIX + "strangers.wrong-keys-per-second", "5");
    expected.put(PREFIX + "strangers.wrong-keys-burst", "50");
    expected.put(PREFIX + "strangers.max-addresses", "10000");
    assertThat(settings).containsExactlyInAnyOrderEntriesOf(expected);
  }

  @Test
  void aTenantDiffersInWhatIsWrittenForIt() {
    LimitsConfig config =
        config(
                Map.of(
                    PREFIX + "tenant.requests-per-second", "7",
                    PREFIX + "tenants.\"" + TENANT + "\".requests-burst", "9",
                    PREFIX + "tenants.\"" + TENANT + "\".memories-per-second", "0"))
            .getConfigMapping(LimitsConfig.class);

    Allowances allowances = LimitsWiring.allowances(config);

    Allowance own = allowances.of(Holder.TENANT, UUID.fromString(TENANT));
    assertThat(own.rate(Kind.REQUESTS)).contains(new Rate(7, 9));
    assertThat(own.rate(Kind.MEMORIES)).isEmpty();
    assertThat(allowances.of(Holder.TENANT, UUID.randomUUID()).rate(Kind.REQUESTS))
        .contains(new Rate(7, 10_000));
  }
}
