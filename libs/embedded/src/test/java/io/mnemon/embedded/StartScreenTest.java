package io.mnemon.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.embedded.LoopbackPort.Use;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartScreenTest {

  @TempDir Path home;

  private String screen(Path folder) {
    LaunchSettings settings =
        LaunchSettings.of(
            Map.of("MNEMON_DATA", folder.toString()), port -> port != 8080 ? Use.FREE : Use.TAKEN);
    try (var data = DataFolder.open(folder)) {
      return new StartScreen(settings, data).text();
    }
  }

  @Test
  void namesAddressFolderKeysAndTheMovedPort() {
    assertThat(screen(home))
        .contains("http://localhost:8081/docs")
        .contains("localhost:9090")
        .contains("Port 8080 was taken: HTTP listens on 8081 instead.")
        .contains(home.resolve("keys/admin") + "  (administrator)")
        .contains("$(cat " + home.resolve("keys/application") + ")");
  }

  @Test
  void namesTheAddressAtWhichItListens() {
    LaunchSettings settings =
        LaunchSettings.of(
            Map.of("MNEMON_DATA", home.toString(), "MNEMON_HOST", "10.0.0.7"), port -> Use.FREE);

    try (var data = DataFolder.open(home)) {
      assertThat(new StartScreen(settings, data).text())
          .contains("http://10.0.0.7:8080/docs", "gRPC    10.0.0.7:9090");
    }
    assertThat(settings.address()).isEqualTo("http://10.0.0.7:8080");
  }

  @Test
  void aPathWithBlanksCanBePasted() {
    Path folder = home.resolve("my data");

    assertThat(screen(folder)).contains("$(cat '" + folder.resolve("keys/application") + "')");
  }

  @Test
  void saysHowLongItTook() {
    assertThat(StartScreen.readyAfter(Duration.ofMillis(7_840)))
        .isEqualTo("Ready after 7.8 s. Ctrl-C stops it.");
  }
}
