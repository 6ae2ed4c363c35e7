package io.mnemon.index;

import java.util.List;
import org.apache.lucene.util.FixedBitSet;

/**
 * How good each document of a segment can be at most, for all of them at once.
 *
 * <p>Design. The most that a term gives to any of some documents is rounded up to a small whole
 * number, and the numbers of the terms that a document has are added. The sums are kept as planes
 * of bits, one for each binary digit, so that 64 documents are added up by one operation of words,
 * and compared with a bound by another few (O'Neil and Quass, "Improved query performance with
 * variant indexes", SIGMOD 1997).
 */
final class LuceneBounds {
  private static final int DIGITS = 8;

  private static final int MOST = (1 << DIGITS) - 1;

  /** A score is a sum that was rounded to single precision. */
  private static final double ROUNDING = 1e-6;

  private final long[][] planes;
  private final long[] visible;
  private final double unit;

  /** Documents to which a term gives so much at most. */
  record AtMost(FixedBitSet documents, float score) {}

  /**
   * @param terms what each term gives, each document once
   * @param visible the bits of the documents that may be found
   */
  LuceneBounds(List<List<AtMost>> terms, long[] visible) {
    this.visible = visible;
    planes = new long[DIGITS][visible.length];
    double all = 0;
    for (List<AtMost> term : terms) {
      all += term.stream().mapToDouble(AtMost::score).max().orElse(0);
    }
    // Rounding up may take one unit for each term.
    unit = all / (MOST - terms.size());
    long[] carry = new long[visible.length];
    for (List<AtMost> term : terms) {
      for (AtMost some : term) {
        if (some.score > 0) {
          add(some.documents.getBits(), (int) Math.ceil(some.score / unit), carry);
        }
      }
    }
  }

  /** Adds a number to the sums of some documents, digit by digit as it is done on paper. */
  private void add(long[] bits, int number, long[] carry) {
    int lowest = Integer.numberOfTrailingZeros(number);
    addFirst(planes[lowest], bits, carry);
    for (int digit = lowest + 1; digit < DIGITS; digit++) {
      if ((number >> digit & 1) == 1) {
        addOne(planes[digit], bits, carry);
      } else {
        addCarry(planes[digit], carry);
      }
    }
  }

  private static void addFirst(long[] plane, long[] bits, long[] carry) {
    for (int i = 0; i < plane.length; i++) {
      long digit = plane[i];
      plane[i] = digit ^ bits[i];
      carry[i] = digit & bits[i];
    }
  }

  private static void addOne(long[] plane, long[] bits, long[] carry) {
    for (int i = 0; i < plane.length; i++) {
      long digit = plane[i];
      long half = digit ^ bits[i];
      long carried = carry[i];
      plane[i] = half ^ carried;
      carry[i] = (digit & bits[i]) | (half & carried);
    }
  }

  private static void addCarry(long[] plane, long[] carry) {
    for (int i = 0; i < plane.length; i++) {
      long digit = plane[i];
      long carried = carry[i];
      plane[i] = digit ^ carried;
      carry[i] = digit & carried;
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
