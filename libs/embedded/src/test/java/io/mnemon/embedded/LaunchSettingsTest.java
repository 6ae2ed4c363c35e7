package io.mnemon.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mnemon.embedded.LaunchSettings.EdgePort;
import io.mnemon.embedded.LaunchSettings.ExternalPostgres;
import io.mnemon.embedded.LoopbackPort.Use;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LaunchSettingsTest {

  @Test
  void nothingSetMeansEverythingEmbedded() {
    LaunchSettings settings = LaunchSettings.of(Map.of("MNEMON_REDIS_URL", " "), port -> Use.FREE);

    assertThat(settings.data()).isEqualTo(Path.of("data").toAbsolutePath());
    assertThat(settings.http()).isEqualTo(new EdgePort(8080, 8080));
    assertThat(settings.grpc()).isEqualTo(new EdgePort(9090, 9090));
    assertThat(settings.postgres()).isEmpty();
    assertThat(settings.redis()).isEmpty();
    assertThat(settings.objectStore()).isEmpty();
  }

  @Test
  void aTakenUsualPortMakesWayForTheNextFreeOne() {
    LaunchSettings settings =
        LaunchSettings.of(
            Map.of(), port -> port != 8080 && port != 8081 && port != 9090 ? Use.FREE : Use.TAKEN);

    assertThat(settings.http()).isEqualTo(new EdgePort(8082, 8080));
    assertThat(settings.http().moved()).isTrue();
    assertThat(settings.grpc()).isEqualTo(new EdgePort(9091, 9090));
  }

  @Test
  void theTwoEdgesNeverShareAPort() {
    assertThatThrownBy(
            () ->
                LaunchSettings.of(
                    Map.of("MNEMON_HTTP_PORT", "9090", "MNEMON_GRPC_PORT", "9090"),
                    port -> Use.FREE))
        .isInstanceOf(CannotStart.class)
        .hasMessage(
            "HTTP and gRPC cannot both have port 9090. Set MNEMON_HTTP_PORT or MNEMON_GRPC_PORT to"
                + " another one.");
    assertThat(LaunchSettings.of(Map.of("MNEMON_HTTP_PORT", "9090"), port -> Use.FREE).grpc())
        .isEqualTo(new EdgePort(9091, 9090));
  }

  @Test
  void aTakenPortThatWasAskedForStopsTheStart() throws Exception {
    try (var taken = new ServerSocket(0)) {
      String port = Integer.toString(taken.getLocalPort());

      assertThatThrownBy(() -> LaunchSettings.of(Map.of("MNEMON_HTTP_PORT", port)))
          .isInstanceOf(CannotStart.class)
          .hasMessageContaining("Port " + port + " is taken")
          .hasMessageContaining("MNEMON_HTTP_PORT");
    }
  }

  @Test
  void aPortThatIsNotForThisUserIsNotCalledTaken() {
    assertThatThrownBy(
            () -> LaunchSettings.of(Map.of("MNEMON_HTTP_PORT", "80"), port -> Use.FORBIDDEN))
        .isInstanceOf(CannotStart.class)
        .hasMessage(
            "Port 80 is below 1024, and this user may not listen there. Set MNEMON_HTTP_PORT to a"
                + " port from 1024 on.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "0", "65536", "-1", "80 80"})
  void whatIsNoPortIsRefused(String text) {
    assertThatThrownBy(() -> LaunchSettings.of(Map.of("MNEMON_GRPC_PORT", text), port -> Use.FREE))
        .isInstanceOf(CannotStart.class)
        .hasMessage(
            "MNEMON_GRPC_PORT is \"%s\", which is no port. Write a number from 1 to 65535.", text);
  }

  @ParameterizedTest
  @CsvSource({
    "jdbc:postgresql://db:5433/m?sslmode=require, jdbc:postgresql://db:5433/m?sslmode=require,"
        + " mnemon, from-variable",
    "postgresql://owner:secret@db/m, jdbc:postgresql://db/m, owner, secret",
    "postgres://owner@db/m, jdbc:postgresql://db/m, owner, from-variable",
    "postgresql://owner:secret@my_db:5432/m, jdbc:postgresql://my_db:5432/m, owner, secret",
    "'postgresql://owner:secret@a:5432,b:5433/m?targetServerType=primary',"
        + " 'jdbc:postgresql://a:5432,b:5433/m?targetServerType=primary', owner, secret",
    "postgresql://owner:secret@[::1]:5432/m, jdbc:postgresql://[::1]:5432/m, owner, secret",
    "'postgresql://owner:p@ss#w$rd%2F%C3%A9 100%@db/m', jdbc:postgresql://db/m, owner,"
        + " 'p@ss#w$rd/é 100%'"
  })
  void anExternalPostgresIsUnderstood(String url, String jdbcUrl, String user, String password) {
    LaunchSettings settings =
        LaunchSettings.of(
            Map.of("MNEMON_POSTGRES_URL", url, "MNEMON_POSTGRES_PASSWORD", "from-variable"),
            port -> Use.FREE);

    assertThat(settings.postgres()).contains(new ExternalPostgres(jdbcUrl, user, password));
  }

  @ParameterizedTest
  @CsvSource({
    "mysql://db/m, is not understood",
    "jdbc:postgresql:m, is not understood",
    "not a url, is not understood",
    "postgresql://owner:a/b@db/m, is best in MNEMON_POSTGRES_PASSWORD",
    "'postgresql://db:port/m', is not understood",
    "jdbc:postgresql://db/m, MNEMON_POSTGRES_PASSWORD"
  })
  void aPostgresThatCannotBeUsedIsExplained(String url, String said) {
    assertThatThrownBy(
            () -> LaunchSettings.of(Map.of("MNEMON_POSTGRES_URL", url), port -> Use.FREE))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining(said);
  }
}
