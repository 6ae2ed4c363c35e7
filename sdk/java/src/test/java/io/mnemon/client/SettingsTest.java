package io.mnemon.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  @Test
  void theEnvironmentSaysWhereAndWho() {
    Settings settings =
        Settings.of(
            Map.of("MNEMON_GRPC_URL", "https://memory.example:7443", "MNEMON_API_KEY", " key\n"));

    assertThat(settings.target()).isEqualTo("memory.example:7443");
    assertThat(settings.isSecure()).isTrue();
    assertThat(settings.credential().get()).isEqualTo("key");
    assertThat(Settings.of(Map.of("MNEMON_API_KEY", "key")).target()).isEqualTo("localhost:9090");
  }

  @ParameterizedTest
  @CsvSource({
    "https://memory.example, memory.example:443",
    "http://memory.example, memory.example:80",
    "http://[::1]:9090, [::1]:9090",
  })
  void anAddressMayLeaveItsPortOut(String address, String target) {
    assertThat(Settings.of(address, "key").target()).isEqualTo(target);
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:9090", "memory", "grpc://memory:9090", "http:///"})
  void whatIsNoAddressIsRefusedWithOneThatIs(String address) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Settings.of(address, "key"))
        .withMessageContaining("http://host:9090");
  }

  @Test
  void withoutAKeyNothingBegins() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Settings.of(Map.of()))
        .withMessageContaining("MNEMON_API_KEY");
    Settings settings = Settings.of("http://localhost:9090", "key");
    assertThatIllegalArgumentException().isThrownBy(() -> settings.withTimeout(Duration.ZERO));
    assertThatIllegalArgumentException().isThrownBy(() -> settings.withRetries(-1));
  }
}
