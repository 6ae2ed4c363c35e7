package io.mnemon.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeavingTest {

  @Test
  void aProcessHasTheTimeThatItIsToldToTake() {
    assertThat(Leaving.of(Map.of()).patience()).isEqualTo(Duration.ofSeconds(50));
    assertThat(
            Leaving.of(Map.of("MNEMON_DRAIN_DELAY", "5s", "MNEMON_DRAIN_TIMEOUT", "2m")).patience())
        .isEqualTo(Duration.ofSeconds(255));
  }

  @ParameterizedTest
  @CsvSource({"20, PT20S", "500ms, PT0.5S", "PT1M, PT1M"})
  void timesAreWrittenAsInOtherSettings(String text, Duration timeout) {
    assertThat(Leaving.of(Map.of("MNEMON_DRAIN_TIMEOUT", text)).timeout()).isEqualTo(timeout);
  }

  @Test
  void whatIsNoTimeIsRefused() {
    assertThatThrownBy(() -> Leaving.of(Map.of("MNEMON_DRAIN_DELAY", "soon")))
        .isInstanceOf(CannotStart.class)
        .hasMessage("MNEMON_DRAIN_DELAY is \"soon\", which is no time. Write 20s, 2m or 500ms.");
  }
}
