package io.mnemon.gateway.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginsTest {
  private final Origins origins = new Origins(List.of("https://App.example.com"));

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "http://localhost",
        "http://localhost:3000",
        "https://127.0.0.1:8443",
        "http://[::1]:6274",
        "https://app.example.com"
      })
  void clientsPagesOfThisMachineAndNamedOnesMayCall(@Nullable String origin) {
    assertThat(origins.allow(origin)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://evil.example",
        "http://localhost.evil.example",
        "http://app.example.com",
        "https://app.example.com:444",
        "null",
        "",
        "http://local host"
      })
  void otherPagesMayNot(String origin) {
    assertThat(origins.allow(origin)).isFalse();
  }
}
