package io.mnemon.gateway.compat.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FloatTextTest {
  private static final long SEED = 5;

  private static String text(float... numbers) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(numbers);
    byte[] text = new byte[FloatText.mostBytes(bytes.array())];
    int end = FloatText.write(bytes.array(), text, 0);
    return new String(text, 0, end, StandardCharsets.US_ASCII);
  }

  @ParameterizedTest
  @CsvSource({
    "0.5, 0.5000000000",
    "-0.001953125, -0.0019531250",
    "0.0019531249, 0.001953124884",
    "0.00012345678, 0.000123456775",
    "-0.000030517578, -0.000030517578",
    "-0, -0.0",
    "0, 0.0",
    "-1, -1.0",
    "1e-20, 1.0E-20",
    "0.99999994, 0.9999999404",
  })
  void aNumberHasTheDecimalsThatTellItFromItsNeighbours(float number, String text) {
    assertThat(text(number)).isEqualTo("[" + text + "]");
  }

  @Test
  void everyNumberIsReadAsTheSameAgain() {
    Random random = new Random(SEED);
    for (int i = 0; i < 200_000; i++) {
      float number = Math.scalb(1 + random.nextFloat(), -1 - random.nextInt(30));
      for (float each : new float[] {number, -number, Math.nextDown(number), Math.nextUp(number)}) {
        String text = text(each);
        float read = (float) Double.parseDouble(text.substring(1, text.length() - 1));
        assertThat(read).as("%s, seed %d", text, SEED).isEqualTo(each);
      }
    }
  }

  @Test
  void theLongestFits() {
    float longest = -1.17549435E-38f;

    assertThat(text(longest, longest)).isEqualTo("[-1.1754944E-38,-1.1754944E-38]");
  }

  @Test
  void numbersAreSeparated() {
    assertThat(text(0.25f, -0.5f)).isEqualTo("[0.2500000000,-0.5000000000]");
  }
}
