package io.mnemon.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import org.junit.jupiter.api.Test;

class HeldBytesTest {
  private final HeldBytes held = new HeldBytes(100);
  private final HeldBytes.Hold one = held.new Hold();
  private final HeldBytes.Hold other = held.new Hold();

  @Test
  void whatIsTooMuchTogetherIsToldToComeBack() {
    one.add(60);

    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() -> other.add(41))
        .satisfies(
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED);
              assertThat(e.retryAfter()).isPresent();
            });
    other.add(40);
  }

  @Test
  void whatIsReleasedOnceMakesRoomForOthersOnce() {
    one.add(30);
    one.add(30);
    other.add(40);

    one.release();
    one.release();

    other.add(60);
    assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> one.add(1));
  }
}
