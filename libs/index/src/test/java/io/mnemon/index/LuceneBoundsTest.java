package io.mnemon.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.lucene.util.FixedBitSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LuceneBoundsTest {
  private static final int DOCUMENTS = 1_000;
  private static final int DIGITS = 255;

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private final double[] sums = new double[DOCUMENTS];

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 30, 64})
  void noDocumentThatIsGoodEnoughIsLeftOutAndNoneThatIsMuchWorseLetIn(int count) {
    System.out.println("seed " + seed);
    FixedBitSet visible = some(0.7);
    List<List<LuceneBounds.AtMost>> terms = terms(count);
    double most =
        terms.stream()
            .mapToDouble(
                term -> term.stream().mapToDouble(LuceneBounds.AtMost::score).max().orElse(0))
            .sum();
    LuceneBounds bounds = new LuceneBounds(terms, visible.getBits());

    for (int i = 0; i <= 50; i++) {
      float wanted = (float) (most * i / 50);
      FixedBitSet high = set(bounds.from(bounds.of(wanted)));
      for (int doc = 0; doc < DOCUMENTS; doc++) {
        if (!visible.get(doc) || sums[doc] == 0) {
          assertThat(high.get(doc)).isFalse();
        } else if (sums[doc] >= wanted) {
          assertThat(high.get(doc)).as("%f of %f", sums[doc], wanted).isTrue();
        } else if (sums[doc] < wanted - (count + 1) * most / (DIGITS - count)) {
          assertThat(high.get(doc)).as("%f of %f", sums[doc], wanted).isFalse();
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 50, 500, DOCUMENTS})
  void aBoundIsTheHighestThatSoManyReach(int wanted) {
    FixedBitSet visible = some(0.9);

    LuceneBounds bounds = new LuceneBounds(terms(5), visible.getBits());
    int reached = bounds.reachedBy(wanted);

    if (reached > 1) {
      assertThat(set(bounds.from(reached)).cardinality()).isGreaterThanOrEqualTo(wanted);
    }
    assertThat(reached < DIGITS ? set(bounds.from(reached + 1)).cardinality() : 0)
        .isLessThan(wanted);
  }

  /** Each in up to three parts; the documents' sums are kept. */
  private List<List<LuceneBounds.AtMost>> terms(int count) {
    List<List<LuceneBounds.AtMost>> terms = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      FixedBitSet left = some(random.nextDouble());
      List<LuceneBounds.AtMost> parts = new ArrayList<>();
      for (int part = 0; part <= random.nextInt(3); part++) {
        FixedBitSet here = some(0.5);
        here.and(left);
        left.andNot(here);
        float score = 0.01f + 9 * random.nextFloat();
        parts.add(new LuceneBounds.AtMost(here, score));
        for (int doc = 0; doc < DOCUMENTS; doc++) {
          sums[doc] += here.get(doc) ? score : 0;
        }
      }
      terms.add(parts);
    }
    return terms;
  }

  private FixedBitSet some(double share) {
    FixedBitSet some = new FixedBitSet(DOCUMENTS);
    for (int doc = 0; doc < DOCUMENTS; doc++) {
      if (random.nextDouble() < share) {
        some.set(doc);
      }
    }
    return some;
  }

  private static FixedBitSet set(long[] bits) {
    return new FixedBitSet(bits, DOCUMENTS);
  }
}
