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
                Map.entry("mnemon.governance.tenant.max-principals", "100000"),
                Map.entry("mnemon.governance.tenant.cached-unit-trees", "200"),
                Map.entry("mnemon.governance.access.max-subjects", "2000"),
                Map.entry("mnemon.governance.access.max-users", "10000"),
                Map.entry("mnemon.governance.access.max-unit-views", "30000"),
                Map.entry("mnemon.governance.authorization.max-roles", "100"),
                Map.entry("mnemon.governance.authorization.max-policies", "100"),
                Map.entry("mnemon.governance.authorization.max-policy-length", "8192"),
                Map.entry("mnemon.governance.authorization.max-history", "50"),
                Map.entry("mnemon.governance.access.max-keys", "100"),
                Map.entry("mnemon.governance.access.max-key-overlap", "30d"),
                Map.entry("mnemon.governance.access.last-use-interval", "3s"),
                Map.entry("mnemon.governance.access.last-use-limit", "100000"),
                Map.entry("mnemon.governance.identity.max-token-size", "8192"),
                Map.entry("mnemon.governance.identity.leeway", "60s"),
                Map.entry("mnemon.governance.identity.max-token-lifetime", "24h"),
                Map.entry("mnemon.governance.identity.max-actors", "4"),
                Map.entry("mnemon.governance.identity.max-issuers", "20"),
                Map.entry("mnemon.governance.identity.max-mappings", "500"),
                Map.entry("mnemon.governance.identity.keys.fresh-for", "10m"),
                Map.entry("mnemon.governance.identity.keys.kept-for", "1h"),
                Map.entry("mnemon.governance.identity.keys.pause", "10s"),
                Map.entry("mnemon.governance.identity.keys.max-bytes", "262144"),
                Map.entry("mnemon.governance.identity.keys.max-issuers", "1000"),
                Map.entry("mnemon.governance.provisioning.max-members", "25000"),
                Map.entry("mnemon.governance.memory.target", "127.0.0.1:9000"),
                Map.entry("mnemon.governance.memory.timeout", "60s"),
                Map.entry("mnemon.governance.epoch.lease", "2s"),
                Map.entry("mnemon.governance.epoch.patience", "800ms"),
                Map.entry("mnemon.governance.epoch.settle-within", "5s"),
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
                Map.entry("mnemon.governance.audit.key-folder", "./data/keys"),
                Map.entry("mnemon.governance.audit.object-store", "file:./data/objects"),
                Map.entry("mnemon.governance.audit.checkpoint-entries", "10000"),
                Map.entry("mnemon.governance.audit.checkpoint-every", "10m"),
                Map.entry("mnemon.governance.audit.relay-every", "1s"),
                Map.entry("mnemon.governance.audit.relayed-at-once", "1000"),
                Map.entry("mnemon.governance.audit.flush-reads-every", "3s"),
                Map.entry("mnemon.governance.audit.waiting-reads", "10000"),
                Map.entry("mnemon.governance.audit.denials-per-minute", "20"),
                Map.entry("mnemon.governance.audit.keep-settings-for", "2s"),
                Map.entry("mnemon.governance.audit.exported-at-once", "500"),
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
                Map.entry("mnemon.governance.bootstrap.replace-keys", "false"),
                Map.entry("mnemon.governance.bootstrap.key-folder", "./data/keys")));
  }
}
