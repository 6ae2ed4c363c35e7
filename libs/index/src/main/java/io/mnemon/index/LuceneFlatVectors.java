package io.mnemon.index;

import java.io.IOException;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;

/**
 * Lucene's own format of vectors, without a graph, and for as many dimensions as models have:
 * Lucene takes 1,024. What it has written Lucene reads by itself.
 */
final class LuceneFlatVectors extends KnnVectorsFormat {
  private static final KnnVectorsFormat LUCENE =
      new Lucene99HnswVectorsFormat(
          Lucene99HnswVectorsFormat.DEFAULT_MAX_CONN,
          Lucene99HnswVectorsFormat.DEFAULT_BEAM_WIDTH,
          Lucene99HnswVectorsFormat.DEFAULT_NUM_MERGE_WORKER,
          null,
          Integer.MAX_VALUE);

  LuceneFlatVectors() {
    super(LUCENE.getName());
  }

  @Override
  public KnnVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
    return LUCENE.fieldsWriter(state);
  }

  @Override
  public KnnVectorsReader fieldsReader(SegmentReadState state) throws IOException {
    return LUCENE.fieldsReader(state);
  }

  @Override
  public int getMaxDimensions(String field) {
    return HybridIndex.MOST_DIMENSIONS;
  }
}
