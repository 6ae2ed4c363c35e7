package io.mnemon.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * How many entries are verified in a second. Not part of a test run: {@code ./mvnw test -pl
 * libs/audit -am -Dtest=ExportVerifierBench -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class ExportVerifierBench {
  private static final int ENTRIES = 200_000;

  @Test
  void entriesAreVerified() throws IOException {
    byte[] export =
        String.join("\n", new SampleLog(new Random(1)).lines(ENTRIES, 10_000, SampleLog.KEY))
            .getBytes(StandardCharsets.UTF_8);
    for (int round = 0; round < 3; round++) {
      long start = System.nanoTime();
      Verification verification =
          ExportVerifier.verify(
              new ByteArrayInputStream(export), List.of(SampleLog.KEY.publicKey()));
      double seconds = (System.nanoTime() - start) / 1e9;
      assertThat(verification).isInstanceOf(Verification.Sound.class);
      System.out.printf(
          "%,d entries, %,d MB: %,.0f entries/s are verified%n",
          ENTRIES, export.length >> 20, ENTRIES / seconds);
    }
  }
}
