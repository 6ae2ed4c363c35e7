package io.mnemon.gateway.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProtectedResourceTest {
  private static final String GOOD = "https://mnemon.example";

  @Test
  void nothingIsShownWhereNothingIsSet() {
    assertThat(ProtectedResource.of(Optional.empty(), List.of())).isEmpty();
  }

  @Test
  void oneSettingWithoutTheOtherStopsTheStart() {
    assertThatThrownBy(() -> ProtectedResource.of(Optional.of(GOOD), List.of()))
        .hasMessageContaining("set both");
    assertThatThrownBy(() -> ProtectedResource.of(Optional.empty(), List.of(GOOD)))
        .hasMessageContaining("set both");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"mnemon.example", "ftp://mnemon.example", "https://", "https://a b", GOOD + "?a"})
  void whatIsNoAddressStopsTheStart(String url) {
    assertThatThrownBy(() -> ProtectedResource.of(Optional.of(url), List.of(GOOD)))
        .hasMessageContaining("mnemon.gateway.mcp.public-url: '" + url + "'");
    assertThatThrownBy(() -> ProtectedResource.of(Optional.of(GOOD), List.of(GOOD, url)))
        .hasMessageContaining("mnemon.gateway.mcp.authorization-servers: '" + url + "'");
  }
}
