package io.mnemon.gateway.compat.openai;

import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The numbers of vectors in JSON, with so many decimals that each is read as the same float again.
 * {@link Float#toString} finds the shortest text that is, which takes more than twice as long.
 *
 * <p>Twelve decimals are within half of 10⁻¹² of the float, so nearer to it than to its neighbours,
 * which from 2⁻¹⁵ on are 2⁻³⁸ apart. Times 10¹² a float below 1 is still exact in a double.
 */
final class FloatText {
  private static final double LEAST = 0x1p-15;
  private static final double SCALE = 1e12;
  private static final int LONGEST = 16;
  private static final int FOUR = 10_000;
  private static final byte[] FOUR_DIGITS = fourDigits();

  private FloatText() {}

  private static byte[] fourDigits() {
    StringBuilder digits = new StringBuilder(4 * FOUR);
    for (int i = 0; i < FOUR; i++) {
      digits.append(Integer.toString(FOUR + i), 1, 5);
    }
    return digits.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** A list of numbers, in ASCII. */
  static byte[] of(FloatBuffer vector) {
    byte[] text = new byte[2 + vector.remaining() * LONGEST];
    int end = 0;
    text[end++] = '[';
    while (vector.hasRemaining()) {
      end = write(vector.get(), text, end);
      text[end++] = (byte) (vector.hasRemaining() ? ',' : ']');
    }
    return Arrays.copyOf(text, end);
  }

  private static int write(float number, byte[] text, int start) {
    double size = Math.abs((double) number);
    if (size < LEAST || size >= 1) {
      byte[] shortest = Float.toString(number).getBytes(StandardCharsets.ISO_8859_1);
      System.arraycopy(shortest, 0, text, start, shortest.length);
      return start + shortest.length;
    }
    int end = start;
    if (number < 0) {
      text[end++] = '-';
    }
    text[end++] = '0';
    text[end++] = '.';
    long decimals = (long) (size * SCALE + 0.5);
    int left = (int) (decimals / FOUR);
    fourDigits(left / FOUR, text, end);
    fourDigits(left % FOUR, text, end + 4);
    fourDigits((int) (decimals % FOUR), text, end + 8);
    return end + 12;
  }

  private static void fourDigits(int number, byte[] text, int start) {
    int from = 4 * number;
    text[start] = FOUR_DIGITS[from];
    text[start + 1] = FOUR_DIGITS[from + 1];
    text[start + 2] = FOUR_DIGITS[from + 2];
    text[start + 3] = FOUR_DIGITS[from + 3];
  }
}
