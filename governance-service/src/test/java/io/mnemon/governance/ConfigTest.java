package io.mnemon.governance;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Pins what can be set and what holds if nothing is. */
class ConfigTest {
  @Test
  void namesAndDefaultsStayWhatTheyAre() throws IOException {
    SmallRyeConfig config =
        new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .withSources(
                new PropertiesConfigSource(
                    Objects.requireNonNull(
                        BootstrapConfig.class.getResource(
                            "/META-INF/microprofile-config.properties"))))
            .withDefaultValue("mnemon.postgres.password", "secret")
            .withDefaultValue("mnemon.crypto.keyring-file", "/data/keys/master")
            .build();

    Map<String, String> ours = new TreeMap<>();
    StreamSupport.stream(config.getPropertyNames().spliterator(), false)
        .filter(name -> name.startsWith("mnemon.governance."))
        .forEach(name -> ours.put(name, config.getValue(name, String.class)));

    assertThat(ours)
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("mnemon.governance.postgres.max-connections", "8"),
                Map.entry("mnemon.governance.postgres.control-connections", "2"),
                Map.entry("mnemon.governance.postgres.acquire-timeout", "2s"),
                Map.entry("mnemon.governance.postgres.password", "secret"),
                Map.entry("mnemon.governance.tenant.max-units", "10000"),
                Map.entry("mnemon.governance.tenant.cached-unit-trees", "200"),
                Map.entry("mnemon.governance.access.max-subjects", "2000"),
                Map.entry("mnemon.governance.access.max-users", "10000"),
                Map.entry("mnemon.governance.access.max-unit-views", "30000"),
                Map.entry("mnemon.governance.memory.target", "127.0.0.1:9000"),
                Map.entry("mnemon.governance.memory.timeout", "60s"),
                Map.entry("mnemon.governance.offboarding.confirm-within", "10m"),
                Map.entry("mnemon.governance.offboarding.lease", "2m"),
                Map.entry("mnemon.governance.offboarding.poll", "5s"),
                Map.entry("mnemon.governance.offboarding.retry-after", "10s"),
                Map.entry("mnemon.governance.offboarding.erased-at-once", "5000"),
                Map.entry("mnemon.governance.offboarding.exported-at-once", "200"),
                Map.entry("mnemon.governance.offboarding.connections", "3"),
                Map.entry("mnemon.governance.egress.allow-private", "false"),
                Map.entry("mnemon.governance.egress.connect-timeout", "3s"),
                Map.entry("mnemon.governance.egress.timeout", "10s"),
                Map.entry("mnemon.governance.egress.connections", "64"),
                Map.entry("mnemon.governance.egress.connections-per-host", "8"),
                Map.entry("mnemon.governance.schedule.connections", "3"),
                Map.entry("mnemon.governance.schedule.acquire-timeout", "5s"),
                Map.entry("mnemon.governance.approval.timeout", "72h"),
                Map.entry("mnemon.governance.approval.escalate-after", "48h"),
                Map.entry("mnemon.governance.approval.max-timeout", "30d"),
                Map.entry("mnemon.governance.approval.max-pending", "1000"),
                Map.entry("mnemon.governance.approval.max-delegation", "90d"),
                Map.entry("mnemon.governance.approval.poll", "5s"),
                Map.entry("mnemon.governance.approval.concurrency", "4"),
                Map.entry("mnemon.governance.webhook.keyring-file", "/data/keys/master"),
                Map.entry("mnemon.governance.webhook.max-webhooks", "50"),
                Map.entry("mnemon.governance.webhook.max-pending", "10000"),
                Map.entry("mnemon.governance.webhook.attempts", "8"),
                Map.entry("mnemon.governance.webhook.first-pause", "30s"),
                Map.entry("mnemon.governance.webhook.growth", "3.5"),
                Map.entry("mnemon.governance.webhook.jitter", "0.2"),
                Map.entry("mnemon.governance.webhook.disable-after", "5d"),
                Map.entry("mnemon.governance.webhook.keep-for", "30d"),
                Map.entry("mnemon.governance.webhook.concurrency", "32"),
                Map.entry("mnemon.governance.webhook.per-receiver", "4"),
                Map.entry("mnemon.governance.webhook.reply-bytes", "65536"),
                Map.entry("mnemon.governance.webhook.poll", "1s"),
                Map.entry("mnemon.governance.webhook.lease", "1m"),
                Map.entry("mnemon.governance.bootstrap.enabled", "true"),
                Map.entry("mnemon.governance.bootstrap.tenant", "local"),
                Map.entry("mnemon.governance.bootstrap.admin", "admin"),
                Map.entry("mnemon.governance.bootstrap.application", "local-app"),
                Map.entry("mnemon.governance.bootstrap.key-folder", "./data/keys")));
  }
}
