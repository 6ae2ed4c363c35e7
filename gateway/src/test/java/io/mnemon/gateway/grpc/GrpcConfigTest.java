package io.mnemon.gateway.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GrpcConfigTest {
  @Test
  void theDefaultsAreTheDocumentedOnes() {
    GrpcConfig config = GrpcConfigs.read(Map.of()).getConfigMapping(GrpcConfig.class);

    assertThat(config.host()).isEqualTo("0.0.0.0");
    assertThat(config.port()).isEqualTo(9090);
    assertThat(config.maxMessageSize().asBigInteger()).isEqualTo(BigInteger.valueOf(8 << 20));
    assertThat(config.maxMetadataSize().asBigInteger()).isEqualTo(BigInteger.valueOf(16 << 10));
    assertThat(config.maxCalls()).isEqualTo(1024);
    assertThat(config.maxCallsPerConnection()).isEqualTo(128);
    assertThat(config.keepaliveTime()).isEqualTo(Duration.ofSeconds(60));
    assertThat(config.keepaliveTimeout()).isEqualTo(Duration.ofSeconds(20));
    assertThat(config.clientKeepaliveTime()).isEqualTo(Duration.ofSeconds(20));
    assertThat(config.maxConnectionIdle()).isEqualTo(Duration.ofMinutes(10));
    assertThat(config.maxConnectionAge()).isEqualTo(Duration.ofHours(1));
    assertThat(config.maxConnectionAgeGrace()).isEqualTo(Duration.ofMinutes(5));
    assertThat(config.stopGrace()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.healthInterval()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void thePortIsNamedAsInEveryShape() {
    GrpcConfig config =
        GrpcConfigs.read(Map.of("MNEMON_GRPC_PORT", "9191")).getConfigMapping(GrpcConfig.class);

    assertThat(config.port()).isEqualTo(9191);
  }

  @Test
  void everySettingIsReadByItsName() {
    GrpcConfig config =
        GrpcConfigs.of(
            Map.ofEntries(
                Map.entry("host", "::1"),
                Map.entry("port", "9191"),
                Map.entry("max-message-size", "1M"),
                Map.entry("max-metadata-size", "1K"),
                Map.entry("max-calls", "3"),
                Map.entry("max-calls-per-connection", "2"),
                Map.entry("keepalive-time", "1s"),
                Map.entry("keepalive-timeout", "2s"),
                Map.entry("client-keepalive-time", "3s"),
                Map.entry("max-connection-idle", "4s"),
                Map.entry("max-connection-age", "5s"),
                Map.entry("max-connection-age-grace", "6s"),
                Map.entry("stop-grace", "7s"),
                Map.entry("health-interval", "8s")));

    assertThat(config.host()).isEqualTo("::1");
    assertThat(config.port()).isEqualTo(9191);
    assertThat(config.maxMessageSize().asLongValue()).isEqualTo(1 << 20);
    assertThat(config.maxMetadataSize().asLongValue()).isEqualTo(1 << 10);
    assertThat(config.maxCalls()).isEqualTo(3);
    assertThat(config.maxCallsPerConnection()).isEqualTo(2);
    assertThat(config.keepaliveTime()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.keepaliveTimeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.clientKeepaliveTime()).isEqualTo(Duration.ofSeconds(3));
    assertThat(config.maxConnectionIdle()).isEqualTo(Duration.ofSeconds(4));
    assertThat(config.maxConnectionAge()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.maxConnectionAgeGrace()).isEqualTo(Duration.ofSeconds(6));
    assertThat(config.stopGrace()).isEqualTo(Duration.ofSeconds(7));
    assertThat(config.healthInterval()).isEqualTo(Duration.ofSeconds(8));
  }
}
