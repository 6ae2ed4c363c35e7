package io.mnemon.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.test.FakeClock;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedBucketsTest {
  private static final Rate RATE = new Rate(100, 90);

  private final SharedBuckets buckets =
      new SharedBuckets(new HeapBuckets(10, FakeClock.at("2026-01-01T00:00:00Z")), 3);

  @Test
  void oneOfThreeGatewaysGivesAThird() {
    assertThat(buckets.take("t", List.of(Draw.of("a", RATE, 30)))).isInstanceOf(Taking.Taken.class);

    assertThat(buckets.take("t", List.of(Draw.of("a", RATE, 1)))).isInstanceOf(Taking.Short.class);
  }

  @Test
  void whatIsLargerThanThePartTakesTheWholeOfIt() {
    Taking taking = buckets.take("t", List.of(Draw.of("a", RATE, 80)));

    assertThat(((Taking.Taken) taking).parts().getFirst().tokens()).isEqualTo(80);
    assertThat(buckets.take("t", List.of(Draw.of("a", RATE, 1)))).isInstanceOf(Taking.Short.class);
  }
}
