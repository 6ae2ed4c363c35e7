package io.mnemon.index;

import java.io.IOException;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.SegmentInfo;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentReader;
import org.apache.lucene.index.SegmentWriteState;

/**
 * The standard codec, which makes graphs only of vectors that are worth it: a segment that is small
 * or new has none, nor has one that is owed its graph. They are scanned, which is exact.
 */
final class LuceneGraphs extends Lucene104Codec {
  /**
   * To scan so many vectors takes no longer than to walk a graph of them and look at what it
   * missed; and graphs of segments that are merged soon after are what most of the work of adding
   * was spent on.
   */
  static final int SMALL_SEGMENT = 4_000;

  /** The same in Lucene's measure, which multiplies with the logarithm. */
  private static final int SMALL_TO_LUCENE = (int) (SMALL_SEGMENT / Math.log(SMALL_SEGMENT));

  private static final String WITHOUT = "mnemon.without.graph";

  private final KnnVectorsFormat format = new OwingFormat();

  @Override
  public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
    return format;
  }

  /** Says of a segment that is about to be written that it has no graph, however large it is. */
  static void leaveOut(SegmentInfo segment) {
    String unused = segment.putAttribute(WITHOUT, Boolean.TRUE.toString());
  }

  private static boolean isLeftOut(SegmentInfo segment) {
    return segment.getAttribute(WITHOUT) != null;
  }

  /** Whether a segment is to be written again with a graph; what is new is soon merged anyway. */
  static boolean isOwed(SegmentInfo segment) {
    return isLeftOut(segment) && segment.maxDoc() > 2 * SMALL_SEGMENT;
  }

  static boolean hasGraph(SegmentInfo segment) {
    return segment.maxDoc() > SMALL_SEGMENT && !isLeftOut(segment);
  }

  static boolean hasGraph(LeafReader segment) {
    return segment instanceof SegmentReader reader && hasGraph(reader.getSegmentInfo().info);
  }

  private static KnnVectorsFormat from(int vectors) {
    return new Lucene99HnswVectorsFormat(
        Lucene99HnswVectorsFormat.DEFAULT_MAX_CONN,
        Lucene99HnswVectorsFormat.DEFAULT_BEAM_WIDTH,
        Lucene99HnswVectorsFormat.DEFAULT_NUM_MERGE_WORKER,
        null,
        vectors);
  }

  /** Writes what the standard format of the same name reads. */
  private static final class OwingFormat extends KnnVectorsFormat {
    private final KnnVectorsFormat sparse = from(SMALL_TO_LUCENE);
    private final KnnVectorsFormat none = from(Integer.MAX_VALUE);

    OwingFormat() {
      super(new Lucene99HnswVectorsFormat().getName());
    }

    @Override
    public KnnVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
      boolean isNew = state.context.mergeInfo() == null;
      if (isNew) {
        leaveOut(state.segmentInfo);
      }
      return (isLeftOut(state.segmentInfo) ? none : sparse).fieldsWriter(state);
    }

    @Override
    public KnnVectorsReader fieldsReader(SegmentReadState state) throws IOException {
      return sparse.fieldsReader(state);
    }

    @Override
    public int getMaxDimensions(String field) {
      return sparse.getMaxDimensions(field);
    }
  }
}
