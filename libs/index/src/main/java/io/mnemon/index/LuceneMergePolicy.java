package io.mnemon.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;
import org.apache.lucene.index.FilterMergePolicy;
import org.apache.lucene.index.MergeTrigger;
import org.apache.lucene.index.SegmentCommitInfo;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.TieredMergePolicy;
import org.jspecify.annotations.Nullable;

/**
 * Which segments become one.
 *
 * <p>A segment of ten memories costs a search a tenth of what one of a hundred thousand does. So
 * the small ones become one soon, and at once when nothing changes; while changes come fast, what
 * is small now is soon part of a natural merge.
 */
final class LuceneMergePolicy extends FilterMergePolicy {
  /** No more is written anew at once for the sake of a few changes. */
  static final int MOST_SMALL = 4_000;

  /** So many memories are written anew in a few milliseconds. */
  private static final int LITTLE = 500;

  /** So many segments may be small while changes trickle in. */
  private static final int FEW = 3;

  private final Pace pace;

  LuceneMergePolicy(Pace pace) {
    super(
        new TieredMergePolicy()
            .setFloorSegmentMB(1)
            .setSegmentsPerTier(6)
            // What is to be expunged is: by default a segment may keep a tenth of dead documents.
            .setForceMergeDeletesPctAllowed(0));
    this.pace = pace;
  }

  @Override
  public @Nullable MergeSpecification findMerges(
      MergeTrigger trigger, SegmentInfos segments, MergeContext context) throws IOException {
    MergeSpecification natural = super.findMerges(trigger, segments, context);
    if (natural != null || pace.isRushed() || !context.getMergingSegments().isEmpty()) {
      return natural;
    }
    boolean isQuiet = pace.isQuiet();
    List<SegmentCommitInfo> small =
        tail(
            segments.asList(),
            segment -> segment.info.maxDoc(),
            isQuiet ? Integer.MAX_VALUE : MOST_SMALL);
    return small.size() > (isQuiet ? 1 : FEW) ? merge(small) : null;
  }

  /**
   * The smallest segments, as far as writing them anew stays in proportion: none is larger than all
   * the smaller ones together, unless that is next to nothing.
   *
   * @param size how many documents a segment has
   * @param most how many documents all of them have at most
   */
  static <S> List<S> tail(List<S> segments, ToIntFunction<S> size, int most) {
    List<S> tail = new ArrayList<>();
    int all = 0;
    for (S segment : segments.stream().sorted(Comparator.comparingInt(size)).toList()) {
      int here = size.applyAsInt(segment);
      if (here > Math.max(LITTLE, all) || here > most - all) {
        break;
      }
      tail.add(segment);
      all += here;
    }
    return tail;
  }

  private static MergeSpecification merge(List<SegmentCommitInfo> segments) {
    MergeSpecification one = new MergeSpecification();
    one.add(new OneMerge(segments));
    return one;
  }
}
