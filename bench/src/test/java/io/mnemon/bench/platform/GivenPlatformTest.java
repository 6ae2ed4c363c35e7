package io.mnemon.bench.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class GivenPlatformTest {

  @Test
  void theEnvironmentNamesOne() {
    assertThat(
            GivenPlatform.of(
                Map.of(
                    "MNEMON_URL", "http://there:8081",
                    "MNEMON_GRPC", "there:9091",
                    "MNEMON_API_KEY", "k",
                    "MNEMON_ADMIN_KEY", "a")))
        .hasValue(
            new Platform("there", 8081, 9091, "k", "a", OptionalLong.empty(), Optional.empty()));
  }

  @Test
  void withoutAnAddressThereIsNone() {
    assertThat(GivenPlatform.of(Map.of("MNEMON_API_KEY", "k"))).isEmpty();
  }

  @Test
  void aMissingKeyIsAskedFor() {
    assertThatThrownBy(() -> GivenPlatform.of(Map.of("MNEMON_URL", "http://there:8081")))
        .hasMessageContaining("MNEMON_API_KEY");
  }

  @Test
  void keysAreNotPrinted() {
    assertThat(
            new Platform("there", 1, 2, "secret", "secret", OptionalLong.empty(), Optional.empty()))
        .hasToString("there:1");
  }
}
