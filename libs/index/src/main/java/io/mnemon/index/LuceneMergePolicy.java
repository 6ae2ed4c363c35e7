package io.mnemon.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;
import org.apache.lucene.index.FilterMergePolicy;
import org.apache.lucene.index.MergePolicy;
import org.apache.lucene.index.MergeTrigger;
import org.apache.lucene.index.SegmentCommitInfo;
import org.apache.lucene.index.SegmentInfo;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.TieredMergePolicy;
import org.jspecify.annotations.Nullable;

/**
 * Which segments become one, and which of them have to wait for their graph.
 *
 * <p>A segment of ten memories costs a search a tenth of what one of a hundred thousand does. So
 * the small ones become one soon, and at once when nothing changes.
 *
 * <p>While changes come fast each merge is soon merged again, and the graphs of those in between,
 * four fifths of the work of an import, are for nothing. So they are owed, up to a size that can be
 * scanned in a few milliseconds, and made once when the rush is over.
 */
final class LuceneMergePolicy extends FilterMergePolicy {
  private static final int MOST_OWED = 100_000;

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
    boolean isRushed = pace.isRushed();
    if (natural == null) {
      if (isRushed || !context.getMergingSegments().isEmpty()) {
        return null;
      }
      boolean isQuiet = pace.isQuiet();
      List<SegmentCommitInfo> small =
          tail(
              segments.asList(),
              segment -> segment.info.maxDoc(),
              isQuiet ? Integer.MAX_VALUE : LuceneGraphs.SMALL_SEGMENT);
      return small.size() > (isQuiet ? 1 : FEW) ? merge(small) : graph(segments);
    }
    MergeSpecification merges = new MergeSpecification();
    for (OneMerge merge : natural.merges) {
      merges.add(isRushed && mayWait(infos(merge)) ? new Owing(merge.segments) : merge);
    }
    return merges;
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

  /**
   * One graph that is owed. When it is made the next is asked for: with many at once whoever asks,
   * which may be a search, would be held until there are few.
   */
  private static @Nullable MergeSpecification graph(SegmentInfos segments) {
    for (SegmentCommitInfo segment : segments) {
      if (LuceneGraphs.isOwed(segment.info)) {
        return merge(List.of(segment));
      }
    }
    return null;
  }

  /** Whether little is lost by it: no large part has a graph already, and a scan is bearable. */
  static boolean mayWait(List<SegmentInfo> segments) {
    int all = segments.stream().mapToInt(SegmentInfo::maxDoc).sum();
    int withGraph =
        segments.stream().filter(LuceneGraphs::hasGraph).mapToInt(SegmentInfo::maxDoc).sum();
    return all > LuceneGraphs.SMALL_SEGMENT && all <= MOST_OWED && 2 * withGraph <= all;
  }

  private static List<SegmentInfo> infos(OneMerge merge) {
    return merge.segments.stream().map(segment -> segment.info).toList();
  }

  /** A merge without a graph. */
  private static final class Owing extends MergePolicy.OneMerge {
    Owing(List<SegmentCommitInfo> segments) {
      super(segments);
    }

    @Override
    public void setMergeInfo(SegmentCommitInfo merged) {
      LuceneGraphs.leaveOut(merged.info);
      super.setMergeInfo(merged);
    }
  }
}
