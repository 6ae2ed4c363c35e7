package io.mnemon.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SlotsTest {
  @Test
  void soManyAreTakenAndNoMore() {
    Slots slots = new Slots(1);

    assertThat(slots.take("a", 2)).isTrue();
    assertThat(slots.take("a", 2)).isTrue();
    assertThat(slots.take("a", 2)).isFalse();
    assertThat(slots.take("b", 2)).isTrue();

    slots.giveBack("a");
    assertThat(slots.take("a", 2)).isTrue();
  }

  @Test
  void eachOfSeveralGatewaysGivesItsPart() {
    Slots slots = new Slots(2);

    assertThat(slots.take("a", 3)).isTrue();
    assertThat(slots.take("a", 3)).isTrue();
    assertThat(slots.take("a", 3)).isFalse();
  }

  @Test
  void whoHasNothingUnderWayIsForgotten() {
    Slots slots = new Slots(1);
    slots.take("a", 2);

    slots.giveBack("a");

    assertThat(slots.size()).isZero();
  }
}
