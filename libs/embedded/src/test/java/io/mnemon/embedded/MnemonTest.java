package io.mnemon.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mnemon.embedded.LoopbackPort.Use;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MnemonTest {

  private static Map<String, String> properties(Map<String, String> environment) {
    return Mnemon.properties(
        LaunchSettings.of(environment, port -> Use.FREE), Map.of("mnemon.data", "/data"));
  }

  @Test
  void theEdgesListenAtTheAddressThatIsNamed() {
    assertThat(properties(Map.of("MNEMON_HOST", "127.0.0.1")))
        .containsEntry("quarkus.http.host", "127.0.0.1")
        .containsEntry("mnemon.gateway.grpc.host", "127.0.0.1")
        .containsEntry("mnemon.data", "/data");
  }

  @Test
  void otherwiseTheyListenWhereTheyUsuallyDoAndTheInsideOnlyInside() {
    assertThat(properties(Map.of()))
        .doesNotContainKeys("quarkus.http.host", "mnemon.gateway.grpc.host")
        .containsEntry("quarkus.grpc.server.host", "127.0.0.1");
  }

  @Test
  void aFolderOfSecretsIsRefusedWithThePlaceWhereTheyLie() {
    assertThatThrownBy(
            () -> Mnemon.settings(Map.of("MNEMON_DATA", "/srv/data", "MNEMON_SECRETS", "/secrets")))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("MNEMON_SECRETS is set")
        .hasMessageContaining(Path.of("/srv/data/keys").toString());
  }
}
