package io.mnemon.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mnemon.embedded.LoopbackPort.Use;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceSettingsTest {

  @TempDir Path data;

  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void whatEveryServiceNeeds() throws IOException {
    Files.createDirectories(data.resolve("keys"));
    Files.writeString(data.resolve("keys/internal"), "x");
    Files.writeString(data.resolve("keys/master"), "x");
    environment.put("MNEMON_DATA", data.toString());
    environment.put("MNEMON_POSTGRES_URL", "postgresql://owner:secret@db:5432/mnemon");
    environment.put("MNEMON_REDIS_URL", "redis://cache:6379");
  }

  @Test
  void aGatewayServesEverybodyAndFindsTheServicesOnThisMachine() {
    environment.remove("MNEMON_POSTGRES_URL");
    environment.remove("MNEMON_REDIS_URL");

    assertThat(ServiceSettings.gateway(environment, port -> Use.FREE))
        .containsEntry("quarkus.http.host", "0.0.0.0")
        .containsEntry("quarkus.http.port", "8080")
        .containsEntry("mnemon.gateway.grpc.port", "9090")
        .containsEntry("mnemon.gateway.memory.target", "127.0.0.1:9091")
        .containsEntry("mnemon.gateway.governance.target", "127.0.0.1:9092")
        .containsEntry("mnemon.internal.secret-file", data.resolve("keys/internal").toString());
  }

  @Test
  void aGatewayCountsInTheRedisThatItIsTold() {
    assertThat(ServiceSettings.gateway(environment, port -> Use.FREE))
        .containsEntry("mnemon.redis.url", "redis://cache:6379");
  }

  @ParameterizedTest
  @CsvSource({"0.0.0.0, 127.0.0.1", "::, 127.0.0.1", "10.0.0.7, 10.0.0.7", "::1, [::1]"})
  void aServiceIsProbedWhereItListens(String host, String reachable) {
    assertThat(LaunchSettings.reachable(host)).isEqualTo(reachable);
  }

  @Test
  void aMemoryServiceListensInsideAndHasTheIndex() {
    environment.put("MNEMON_GOVERNANCE_TARGET", "dns:///governance:9092");
    environment.put("MNEMON_GRPC_PORT", "7000");

    assertThat(ServiceSettings.memory(environment, port -> Use.FREE))
        .containsEntry("quarkus.grpc.server.host", "127.0.0.1")
        .containsEntry("quarkus.grpc.server.port", "7000")
        .containsEntry("mnemon.memory.governance.target", "dns:///governance:9092")
        .containsEntry("mnemon.postgres.url", "jdbc:postgresql://db:5432/mnemon")
        .containsEntry("mnemon.postgres.username", "owner")
        .containsEntry("mnemon.redis.url", "redis://cache:6379")
        .containsEntry("mnemon.crypto.keyring-file", data.resolve("keys/master").toString())
        .containsEntry("mnemon.index.directory", data.resolve("index").toString());
  }

  @Test
  void aGovernanceServiceNeedsNoRedis() {
    environment.remove("MNEMON_REDIS_URL");

    assertThat(ServiceSettings.governance(environment, port -> Use.FREE))
        .containsEntry("quarkus.http.port", "8082")
        .containsEntry("quarkus.grpc.server.port", "9092")
        .containsEntry("mnemon.governance.memory.target", "127.0.0.1:9091")
        .containsEntry("mnemon.crypto.keyring-file", data.resolve("keys/master").toString());
  }

  @Test
  void secretsMayLieElsewhere() throws IOException {
    Path secrets = Files.createDirectory(data.resolve("mounted"));
    Files.writeString(secrets.resolve("internal"), "x");
    environment.put("MNEMON_SECRETS", secrets.toString());

    assertThat(ServiceSettings.gateway(environment, port -> Use.FREE))
        .containsEntry("mnemon.internal.secret-file", secrets.resolve("internal").toString());
    assertThatThrownBy(() -> ServiceSettings.memory(environment, port -> Use.FREE))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining(secrets.resolve("master").toString())
        .hasMessageContaining(
            "(umask 077; head -c 32 /dev/urandom | base64 > " + secrets.resolve("master") + ")");
  }

  @Test
  void theKeyThatSignsTheAuditLogMayBeASecretOfAll() throws IOException {
    Path secrets = Files.createDirectory(data.resolve("mounted"));
    for (String name : new String[] {"internal", "master"}) {
      Files.writeString(secrets.resolve(name), "x");
    }
    environment.put("MNEMON_SECRETS", secrets.toString());
    assertThat(ServiceSettings.governance(environment, port -> Use.FREE))
        .doesNotContainKey("mnemon.governance.audit.key-folder");

    Files.writeString(secrets.resolve("audit-signing-key"), "x");

    assertThat(ServiceSettings.governance(environment, port -> Use.FREE))
        .containsEntry("mnemon.governance.audit.key-folder", secrets.toString());
  }

  @Test
  void aServiceListensAtTwoPorts() {
    environment.put("MNEMON_HTTP_PORT", "7000");
    environment.put("MNEMON_GRPC_PORT", "7000");

    assertThatThrownBy(() -> ServiceSettings.memory(environment, port -> Use.FREE))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("cannot both have port 7000");
  }

  @ParameterizedTest
  @CsvSource({
    "MNEMON_POSTGRES_URL, '', Write postgresql://user:password@host:5432/database",
    "MNEMON_REDIS_URL, '', Write redis://host:6379",
    "MNEMON_REDIS_URL, localhost:6379, Write redis://host:6379",
    "MNEMON_GOVERNANCE_TARGET, governance, Write host:port",
    "MNEMON_GRPC_PORT, many, Write a number from 1 to 65535",
    "MNEMON_GRPC_PORT, 1, set MNEMON_GRPC_PORT to a free port"
  })
  void whatIsMissingOrWrongIsNamedWithWhatWouldBeRight(String name, String value, String said) {
    environment.put(name, value);

    assertThatThrownBy(
            () -> ServiceSettings.memory(environment, port -> port > 1 ? Use.FREE : Use.TAKEN))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining(name)
        .hasMessageContaining(said);
  }
}
