package io.mnemon.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TenancyWiringTest {
  @Test
  void timesAreWhatPostgresKeepsOfThem() {
    InstantSource clock = new TenancyWiring().clock();

    assertThat(Stream.generate(clock::instant).limit(1_000))
        .allSatisfy(
            (Instant time) -> assertThat(time).isEqualTo(time.truncatedTo(ChronoUnit.MICROS)));
  }
}
