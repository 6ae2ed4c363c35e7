package io.mnemon.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FilterLeafReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.index.Term;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.FixedBitSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LuceneDeadTest {
  private static final int DOCUMENTS = 500;
  private static final int WORDS = 7;
  private static final String ID = "id";

  private final ByteBuffersDirectory directory = new ByteBuffersDirectory();
  private final FixedBitSet gone = new FixedBitSet(DOCUMENTS);
  private IndexWriter writer;

  @BeforeEach
  void fill() throws IOException {
    writer =
        new IndexWriter(directory, new IndexWriterConfig().setMergePolicy(NoMergePolicy.INSTANCE));
    for (int i = 0; i < DOCUMENTS; i++) {
      Document document = new Document();
      document.add(new StringField(ID, "" + i, Field.Store.NO));
      document.add(new StringField(LuceneFields.TEXT, "word" + i % WORDS, Field.Store.NO));
      document.add(new NumericDocValuesField(LuceneFields.LENGTH, 1));
      writer.addDocument(document);
    }
    writer.commit();
  }

  @AfterEach
  void close() throws IOException {
    writer.close();
  }

  private static Term word(int i) {
    return new Term(LuceneFields.TEXT, "word" + i);
  }

  private void delete(int document) throws IOException {
    writer.deleteDocuments(new Term(ID, "" + document));
    gone.set(document);
  }

  private long expected(int word) {
    long count = 0;
    for (int i = word; i < DOCUMENTS; i += WORDS) {
      count += gone.get(i) ? 1 : 0;
    }
    return count;
  }

  @Test
  void wordsAreCountedOnInEveryStateWhateverWasAskedBefore() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    LuceneDead dead = null;
    for (int state = 0; state < 40; state++) {
      for (int i = 0; i <= random.nextInt(10); i++) {
        delete(random.nextInt(DOCUMENTS));
      }
      try (DirectoryReader reader = DirectoryReader.open(writer)) {
        LuceneDead before = dead;
        dead = LuceneDead.of(reader.leaves().getFirst().reader(), before);
        assertThat(dead).isNotNull();
        assertThat(dead.documents()).as("seed %d", seed).isEqualTo(gone.cardinality());
        int word = random.nextInt(WORDS);
        long all = expected(word);
        assertThat(dead.documents(word(word))).as("seed %d", seed).isEqualTo((int) all);
      }
    }
  }

  @Test
  void theSetsOfEarlierStatesAreNotKept() throws IOException {
    List<WeakReference<FixedBitSet>> sets = new ArrayList<>();
    LuceneDead dead = null;
    for (int state = 0; state < WORDS; state++) {
      delete(state);
      try (DirectoryReader reader = DirectoryReader.open(writer)) {
        dead = LuceneDead.of(new Watched(reader.leaves().getFirst().reader(), sets), dead);
        assertThat(dead).isNotNull();
        assertThat(dead.documents(word(state))).isEqualTo(1);
      }
    }

    await()
        .until(
            () -> {
              System.gc();
              return sets.stream().limit(WORDS - 1).allMatch(set -> set.get() == null);
            });

    assertThat(dead).isNotNull();
    assertThat(dead.documents()).isEqualTo(WORDS);
  }

  /** A segment that remembers into which sets its live documents were written. */
  private static final class Watched extends FilterLeafReader {
    private final List<WeakReference<FixedBitSet>> sets;

    Watched(LeafReader segment, List<WeakReference<FixedBitSet>> sets) {
      super(segment);
      this.sets = sets;
    }

    @Override
    public Bits getLiveDocs() {
      Bits live = in.getLiveDocs();
      return new Bits() {
        @Override
        public boolean get(int document) {
          return live.get(document);
        }

        @Override
        public int length() {
          return live.length();
        }

        @Override
        public void applyMask(FixedBitSet set, int offset) {
          sets.add(new WeakReference<>(set));
          live.applyMask(set, offset);
        }
      };
    }

    @Override
    public @Nullable CacheHelper getCoreCacheHelper() {
      return in.getCoreCacheHelper();
    }

    @Override
    public @Nullable CacheHelper getReaderCacheHelper() {
      return null;
    }
  }
}
