package io.mnemon.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.test.FakeClock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TimeOrderedIdsTest {
  private static final Comparator<UUID> AS_POSTGRES_SORTS = Comparator.comparing(UUID::toString);

  private final FakeClock clock = FakeClock.at("2026-01-01T00:00:00Z");
  private final TimeOrderedIds ids = new TimeOrderedIds(clock);

  @Test
  void areUuidsOfVersion7ThatTellTheirMillisecond() {
    UUID id = ids.get();

    assertThat(id.version()).isEqualTo(7);
    assertThat(id.variant()).isEqualTo(2);
    assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(clock.millis());
  }

  @Test
  void keepTheirOrderWithinAMillisecondAndWhenTheClockGoesBack() {
    List<UUID> made = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      made.add(ids.get());
      if (i == 5_000) {
        clock.set(clock.instant().minusSeconds(60));
      }
    }

    assertThat(made).isSortedAccordingTo(AS_POSTGRES_SORTS).doesNotHaveDuplicates();
  }
}
