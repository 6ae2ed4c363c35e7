package io.mnemon.gateway.compat.openai;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The numbers of vectors in JSON, with so many decimals that each is read as the same float again.
 * {@link Float#toString} finds the shortest text that is, which takes many times as long.
 *
 * <p>Ten decimals are within half of 10⁻¹⁰ of the float, so nearer to it than to its neighbours,
 * which from 2⁻⁹ on are 2⁻³³ apart or more; twelve are from 2⁻¹⁵ on. Times 10¹² a float below 1 is
 * still exact in a double.
 */
final class FloatText {
  private static final double TEN_DECIMALS_FROM = 0x1p-9;
  private static final double TWELVE_DECIMALS_FROM = 0x1p-15;
  private static final double TEN_DECIMALS = 1e10;
  private static final double TWELVE_DECIMALS = 1e12;
  private static final int LONGEST = 16;
  private static final int FOUR = 10_000;

  private static final VarHandle FLOATS =
      MethodHandles.byteArrayViewVarHandle(float[].class, LITTLE_ENDIAN);
  private static final VarHandle FOUR_BYTES =
      MethodHandles.byteArrayViewVarHandle(int[].class, LITTLE_ENDIAN);

  /** The text of each number of four digits, its four bytes as one. */
  private static final int[] FOUR_DIGITS = fourDigits();

  private FloatText() {}

  private static int[] fourDigits() {
    int[] digits = new int[FOUR];
    Arrays.setAll(
        digits,
        number ->
            (int)
                FOUR_BYTES.get(
                    Integer.toString(FOUR + number).getBytes(StandardCharsets.ISO_8859_1), 1));
    return digits;
  }

  /** How many bytes the text of a vector takes at most. */
  static int mostBytes(byte[] vector) {
    return 2 + vector.length / Float.BYTES * LONGEST;
  }

  /**
   * Writes a list of numbers, in ASCII.
   *
   * @param vector little-endian float32
   * @param text where it goes
   * @param start its first byte there
   * @return the byte after its last
   */
  static int write(byte[] vector, byte[] text, int start) {
    int end = start;
    text[end++] = '[';
    for (int i = 0; i < vector.length; i += Float.BYTES) {
      if (i > 0) {
        text[end++] = ',';
      }
      end = write((float) FLOATS.get(vector, i), text, end);
    }
    text[end++] = ']';
    return end;
  }

  private static int write(float number, byte[] text, int start) {
    double size = Math.abs((double) number);
    if (!(size >= TWELVE_DECIMALS_FROM && size < 1)) {
      byte[] shortest = Float.toString(number).getBytes(StandardCharsets.ISO_8859_1);
      System.arraycopy(shortest, 0, text, start, shortest.length);
      return start + shortest.length;
    }
    text[start] = '-';
    int zero = number < 0 ? start + 1 : start;
    if (size >= TEN_DECIMALS_FROM) {
      // The first of the ten follow two zeros, the second of which makes room for the point.
      int end = digits((long) (size * TEN_DECIMALS + 0.5), text, zero);
      text[zero + 1] = '.';
      return end;
    }
    text[zero] = '0';
    text[zero + 1] = '.';
    return digits((long) (size * TWELVE_DECIMALS + 0.5), text, zero + 2);
  }

  /** Twelve of them. */
  private static int digits(long number, byte[] text, int start) {
    int left = (int) (number / FOUR);
    FOUR_BYTES.set(text, start, FOUR_DIGITS[left / FOUR]);
    FOUR_BYTES.set(text, start + 4, FOUR_DIGITS[left % FOUR]);
    FOUR_BYTES.set(text, start + 8, FOUR_DIGITS[(int) (number % FOUR)]);
    return start + 12;
  }
}
