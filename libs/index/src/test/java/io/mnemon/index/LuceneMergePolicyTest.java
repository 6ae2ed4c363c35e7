package io.mnemon.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.StreamSupport;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SegmentInfo;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.AcceptDocs;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopKnnCollector;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.StringHelper;
import org.apache.lucene.util.VectorUtil;
import org.apache.lucene.util.Version;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When the graphs of merged segments are made, by what their segments say of themselves. */
class LuceneMergePolicyTest {
  private static final int DIMENSIONS = 8;

  /** Large enough for a merge at every sixth, too small for a graph of its own. */
  private static final int BATCH = 2_000;

  /** A walk that keeps so many misses none of so few dimensions. */
  private static final int DEPTH = 100;

  private static final int RUSH = 0;
  private static final int TRICKLE = 10;

  private final AtomicLong nanos = new AtomicLong();
  private final Pace pace = new Pace(nanos::get);
  private final Random random = new Random(7);
  private final ByteBuffersDirectory directory = new ByteBuffersDirectory();
  private IndexWriter writer;

  @BeforeEach
  void open() throws IOException {
    LuceneMergePolicy policy = new LuceneMergePolicy(pace);
    writer =
        new IndexWriter(
            directory,
            new IndexWriterConfig()
                .setCodec(new LuceneGraphs())
                .setMergePolicy(policy)
                .setMaxFullFlushMergeWaitMillis(0)
                .setMergeScheduler(new SerialMergeScheduler()));
  }

  @AfterEach
  void close() throws IOException {
    writer.close();
    directory.close();
  }

  @Test
  void inARushGraphsAreOwedAndMadeWhenItIsOver() throws IOException {
    addBatches(15, RUSH);
    assertThat(owed()).isNotEmpty();
    assertThat(nearestIsFoundInEverySegment()).isTrue();

    pass(4);
    writer.maybeMerge();

    assertThat(owed()).isEmpty();
    assertThat(segments()).anyMatch(LuceneGraphs::hasGraph);
    assertThat(nearestIsFoundInEverySegment()).isTrue();
    List<String> names = names();
    writer.maybeMerge();
    assertThat(names()).as("nothing is written again for nothing").isEqualTo(names);
  }

  @Test
  void inATrickleGraphsAreMadeAtOnce() throws IOException {
    addBatches(8, TRICKLE);

    assertThat(owed()).isEmpty();
    assertThat(segments()).anyMatch(LuceneGraphs::hasGraph);
  }

  @Test
  void smallSegmentsBecomeOneAndTheLargeStays() throws IOException {
    addBatches(2, TRICKLE);
    List<String> large = names();
    for (int i = 0; i < 10; i++) {
      add(5);
      pace.count(5);
      pass(1);
      writer.commit();
    }

    assertThat(names()).as("while changes trickle in").containsAll(large).hasSizeBetween(3, 5);

    pass(4);
    writer.maybeMerge();

    assertThat(segments()).as("in quiet").extracting(SegmentInfo::maxDoc).contains(50);
    assertThat(names()).containsAll(large).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({
    "'100000 3 4 5', '3 4 5'",
    "'100000 400 500', '400 500'",
    "'100000 501', ''",
    "'100000 1200 500 400 300', '300 400 500 1200'",
    "'100000 1201 500 400 300', '300 400 500'",
    "'2000 2000 1500 500', '500'",
    "'3000 400 900 1800', '400'",
    "'3900 300 400 700 1400', '300 400 700 1400'",
    "'', ''"
  })
  void whatIsSmallIsWrittenAnewInProportion(String sizes, String expected) {
    List<SegmentInfo> tail =
        LuceneMergePolicy.tail(segmentsOf(sizes), SegmentInfo::maxDoc, LuceneGraphs.SMALL_SEGMENT);

    assertThat(tail.stream().map(segment -> "" + segment.maxDoc()).toList())
        .isEqualTo(expected.isEmpty() ? List.of() : List.of(expected.split(" ", -1)));
  }

  @ParameterizedTest
  @CsvSource({
    "'', '12000 12000 12000', true",
    "'12000', '12000 12000', true",
    "'50000', '12000 12000', false",
    "'', '50000 50000', true",
    "'', '50000 50001', false",
    "'', '2000 2000', false",
    "'3000 3000', '3000', true"
  })
  void aMergeWaitsForItsGraphWhereLittleIsLost(
      String complete, String withoutGraph, boolean expected) {
    List<SegmentInfo> merged = new ArrayList<>(segmentsOf(complete));
    List<SegmentInfo> owed = segmentsOf(withoutGraph);
    owed.forEach(LuceneGraphs::leaveOut);
    merged.addAll(owed);

    assertThat(LuceneMergePolicy.mayWait(merged)).isEqualTo(expected);
  }

  private List<SegmentInfo> segmentsOf(String sizes) {
    return sizes.isEmpty()
        ? List.of()
        : Arrays.stream(sizes.split(" ", -1)).map(Integer::parseInt).map(this::segment).toList();
  }

  private SegmentInfo segment(int documents) {
    return new SegmentInfo(
        directory,
        Version.LATEST,
        Version.LATEST,
        "_" + documents,
        documents,
        false,
        false,
        new LuceneGraphs(),
        Map.of(),
        StringHelper.randomId(),
        Map.of(),
        null);
  }

  private void pass(int seconds) {
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }

  private void addBatches(int batches, int secondsBetween) throws IOException {
    for (int batch = 0; batch < batches; batch++) {
      add(BATCH);
      pace.count(BATCH);
      pass(secondsBetween);
      writer.commit();
    }
  }

  private void add(int documents) throws IOException {
    for (int i = 0; i < documents; i++) {
      Document document = new Document();
      document.add(
          new KnnFloatVectorField("vector", vector(), VectorSimilarityFunction.DOT_PRODUCT));
      writer.addDocument(document);
    }
  }

  private float[] vector() {
    float[] vector = new float[DIMENSIONS];
    for (int i = 0; i < DIMENSIONS; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return VectorUtil.l2normalize(vector);
  }

  private List<SegmentInfo> segments() throws IOException {
    writer.commit();
    return StreamSupport.stream(SegmentInfos.readLatestCommit(directory).spliterator(), false)
        .map(segment -> segment.info)
        .toList();
  }

  private List<String> names() throws IOException {
    return segments().stream().map(segment -> segment.name).toList();
  }

  private List<SegmentInfo> owed() throws IOException {
    return segments().stream().filter(LuceneGraphs::isOwed).toList();
  }

  private boolean nearestIsFoundInEverySegment() throws IOException {
    float[] target = vector();
    try (DirectoryReader reader = DirectoryReader.open(writer)) {
      for (LeafReaderContext leaf : reader.leaves()) {
        TopKnnCollector collector = new TopKnnCollector(DEPTH, Integer.MAX_VALUE);
        leaf.reader()
            .searchNearestVectors(
                "vector",
                target,
                collector,
                AcceptDocs.fromLiveDocs(leaf.reader().getLiveDocs(), leaf.reader().maxDoc()));
        ScoreDoc[] found = collector.topDocs().scoreDocs;
        var vectors = leaf.reader().getFloatVectorValues("vector");
        double best = -1;
        for (int i = 0; i < vectors.size(); i++) {
          best = Math.max(best, VectorUtil.dotProduct(target, vectors.vectorValue(i)));
        }
        if (found.length != DEPTH
            || VectorUtil.dotProduct(target, vectors.vectorValue(found[0].doc)) < best - 1e-5) {
          return false;
        }
      }
    }
    return true;
  }
}
