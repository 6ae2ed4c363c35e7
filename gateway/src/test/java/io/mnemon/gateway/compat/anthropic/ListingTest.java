package io.mnemon.gateway.compat.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListingTest {
  @ParameterizedTest
  @CsvSource({"0,0B", "1023,1023B", "1024,1K", "1536,1.5K", "4096,4K", "1572864,1.5M"})
  void sizesAreRounded(long bytes, String size) {
    assertThat(Listing.size(bytes)).isEqualTo(size);
  }
}
