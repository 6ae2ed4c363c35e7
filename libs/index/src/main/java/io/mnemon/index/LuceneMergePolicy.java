package io.mnemon.index;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.apache.lucene.index.FilterMergePolicy;
import org.apache.lucene.index.MergeTrigger;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.TieredMergePolicy;
import org.jspecify.annotations.Nullable;

/**
 * Merging is for those who search. While nobody does it waits, within reason: then a vector of a
 * large import is put into one graph, and not into a larger one again and again.
 */
final class LuceneMergePolicy extends FilterMergePolicy {
  private static final int MOST_UNMERGED = 64;

  private final BooleanSupplier isSearched;

  LuceneMergePolicy(BooleanSupplier isSearched) {
    super(
        // With the default of 16 MB small segments would be merged into large ones again and again.
        new TieredMergePolicy()
            .setFloorSegmentMB(1)
            .setSegmentsPerTier(6)
            // What is to be expunged is: by default a segment may keep a tenth of dead documents.
            .setForceMergeDeletesPctAllowed(0));
    this.isSearched = isSearched;
  }

  @Override
  public @Nullable MergeSpecification findMerges(
      MergeTrigger trigger, SegmentInfos segments, MergeContext context) throws IOException {
    return mayWait(segments) ? null : super.findMerges(trigger, segments, context);
  }

  @Override
  public @Nullable MergeSpecification findFullFlushMerges(
      MergeTrigger trigger, SegmentInfos segments, MergeContext context) throws IOException {
    return mayWait(segments) ? null : super.findFullFlushMerges(trigger, segments, context);
  }

  private boolean mayWait(SegmentInfos segments) {
    return segments.size() <= MOST_UNMERGED && !isSearched.getAsBoolean();
  }
}
