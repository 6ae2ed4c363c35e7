package io.mnemon.governance.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTextTest {
  private static final UUID TENANT = UUID.fromString("018f6b2e-0000-7000-8000-00000000000a");
  private static final UUID ID = UUID.fromString("ffffffff-ffff-7fff-bfff-ffffffffffff");

  @Test
  void itsTextIsReadBack() {
    KeyText key = KeyText.create(TENANT, ID);

    assertThat(KeyText.parse(key.text())).contains(key);
    assertThat(key.text()).startsWith("mn_018f6b2e00007000800000000000000a_ffffffff");
  }

  @Test
  void onlyItsOwnHashMatches() {
    KeyText key = KeyText.create(TENANT, ID);

    assertThat(key.matches(key.secretHash())).isTrue();
    assertThat(key.matches(KeyText.create(TENANT, ID).secretHash())).isFalse();
    assertThat(key.matches(new byte[0])).isFalse();
  }

  @Test
  void itDoesNotPrintItsSecret() {
    KeyText key = KeyText.create(TENANT, ID);

    assertThat(key.toString()).doesNotContain(key.secret());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "mn_",
        "mn_018f6b2e000070008000_0_0",
        "MN_018f6b2e00007000800000000000000a_018f6b2e00007000800000000000000a_"
            + "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "mn_018F6B2E00007000800000000000000A_018f6b2e00007000800000000000000a_"
            + "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "mn_018f6b2e00007000800000000000000a_018f6b2e00007000800000000000000a_"
            + "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_"
      })
  void whatIsNoKeyIsNotRead(String text) {
    assertThat(KeyText.parse(text)).isEmpty();
  }
}
