package io.mnemon.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.StreamSupport;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.SegmentInfo;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.StringHelper;
import org.apache.lucene.util.Version;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which segments become one, and when. */
class LuceneMergePolicyTest {
  /** Large enough for a merge at every sixth. */
  private static final int BATCH = 2_000;

  private static final int RUSH = 0;
  private static final int TRICKLE = 10;

  private final AtomicLong nanos = new AtomicLong();
  private final Pace pace = new Pace(nanos::get);
  private final ByteBuffersDirectory directory = new ByteBuffersDirectory();
  private IndexWriter writer;

  @BeforeEach
  void open() throws IOException {
    LuceneMergePolicy policy = new LuceneMergePolicy(pace);
    writer =
        new IndexWriter(
            directory,
            new IndexWriterConfig()
                .setCodec(LuceneFields.CODEC)
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
  void inARushSmallSegmentsStayUntilItIsOver() throws IOException {
    addBatches(1, RUSH);
    for (int i = 0; i < 4; i++) {
      add(5);
      pace.count(5);
      writer.commit();
    }
    assertThat(segments()).hasSize(5);

    pass(4);
    writer.maybeMerge();

    assertThat(segments()).extracting(SegmentInfo::maxDoc).containsExactly(BATCH, 20);
    List<String> names = names();
    writer.maybeMerge();
    assertThat(names()).as("nothing is written again for nothing").isEqualTo(names);
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
    "'2500 1400 700 400 300', '300 400 700 1400'",
    "'3900 300 400 700 1400', '300 400 700 1400'",
    "'', ''"
  })
  void whatIsSmallIsWrittenAnewInProportion(String sizes, String expected) {
    List<SegmentInfo> tail =
        LuceneMergePolicy.tail(
            segmentsOf(sizes), SegmentInfo::maxDoc, LuceneMergePolicy.MOST_SMALL);

    assertThat(tail.stream().map(segment -> "" + segment.maxDoc()).toList())
        .isEqualTo(expected.isEmpty() ? List.of() : List.of(expected.split(" ", -1)));
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
        LuceneFields.CODEC,
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
      writer.addDocument(new Document());
    }
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
}
