package io.mnemon.index;

import java.util.List;

/**
 * How good each document of a segment can be at most, for all of them at once.
 *
 * <p>Design. The highest score that a term gives anywhere is rounded up to a small whole number,
 * and the numbers of the terms that a document has are added. The sums are kept as planes of bits,
 * one for each binary digit, so that 64 documents are added up by one operation of words, and
 * compared with a bound by another few (O'Neil and Quass, "Improved query performance with variant
 * indexes", SIGMOD 1997).
 */
final class LuceneBounds {
  private static final int DIGITS = 8;

  private static final int MOST = (1 << DIGITS) - 1;

  /** A score is a sum that was rounded to single precision. */
  private static final double ROUNDING = 1e-6;

  private final long[][] planes;
  private final long[] carry;
  private final long[] visible;
  private final double unit;

  /**
   * @param terms the bits of the documents of each term
   * @param highest the highest score of each term
   * @param visible the bits of the documents that may be found
   */
  LuceneBounds(List<long[]> terms, List<Float> highest, long[] visible) {
    this.visible = visible;
    planes = new long[DIGITS][visible.length];
    carry = new long[visible.length];
    double all = highest.stream().mapToDouble(Float::doubleValue).sum();
    // Rounding up may take one unit for each term.
    unit = all / (MOST - terms.size());
    for (int i = 0; i < terms.size(); i++) {
      add(terms.get(i), (int) Math.ceil(highest.get(i) / unit));
    }
  }

  private void add(long[] bits, int number) {
    for (int digit = 0; digit < DIGITS; digit++) {
      if ((number >> digit & 1) == 1) {
        System.arraycopy(bits, 0, carry, 0, carry.length);
        for (int place = digit; place < DIGITS; place++) {
          addCarry(planes[place], carry);
        }
      }
    }
  }

  private static void addCarry(long[] plane, long[] carry) {
    for (int i = 0; i < plane.length; i++) {
      long digit = plane[i];
      plane[i] = digit ^ carry[i];
      carry[i] = digit & carry[i];
    }
  }

  /** The bound below which no document has a score as high as that. */
  int of(float score) {
    return Math.clamp((long) (score / unit * (1 - ROUNDING)), 1, MOST);
  }

  /** The visible documents whose bound is at least so high. */
  long[] from(int bound) {
    long[] high = visible.clone();
    for (int digit = 0; digit < DIGITS; digit++) {
      if ((bound >> digit & 1) == 1) {
        and(high, planes[digit]);
      } else {
        or(high, planes[digit]);
      }
    }
    and(high, visible);
    return high;
  }

  private static void and(long[] some, long[] others) {
    for (int i = 0; i < some.length; i++) {
      some[i] &= others[i];
    }
  }

  private static void or(long[] some, long[] others) {
    for (int i = 0; i < some.length; i++) {
      some[i] |= others[i];
    }
  }

  /** The highest bound that at least so many visible documents reach; 1 if there are fewer. */
  int reachedBy(int count) {
    int reached = 0;
    long[] above = new long[visible.length];
    long[] equal = visible.clone();
    for (int digit = DIGITS - 1; digit >= 0; digit--) {
      long[] plane = planes[digit];
      int size = 0;
      for (int i = 0; i < plane.length; i++) {
        size += Long.bitCount(above[i] | (equal[i] & plane[i]));
      }
      boolean isEnough = size >= count;
      reached |= isEnough ? 1 << digit : 0;
      for (int i = 0; i < plane.length; i++) {
        above[i] |= isEnough ? 0 : equal[i] & plane[i];
        equal[i] &= isEnough ? plane[i] : ~plane[i];
      }
    }
    return Math.max(1, reached);
  }
}
