package io.mnemon.index;

import io.mnemon.tenancy.Layer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.StringJoiner;
import java.util.UUID;
import org.apache.lucene.codecs.Codec;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.DoubleDocValuesField;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.LongField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a memory in the index. No text is stored: the index says which memories, the record
 * what they say.
 *
 * <p>A removed memory leaves a tombstone, a document of its id and version without a scope, so that
 * an older change that arrives late cannot bring it back. Nothing without a scope is ever found.
 */
final class LuceneFields {
  /** Counts the changes of this page: an index of another count is built anew. */
  static final String FORMAT = "8";

  static final String ID = "id";

  /** The same as two numbers, which are quicker to read. */
  static final String ID_HIGH = "id_high";

  static final String ID_LOW = "id_low";
  static final String VERSION = "version";
  static final String REMOVED = "removed";

  /** What this version was indexed with. */
  static final String STATE = "state";

  static final String SCOPE = "scope";
  static final String LAYER = "layer";
  static final String KIND = "kind";
  static final String TAG = "tag";
  static final String EPISODE = "episode";
  static final String TEXT = "text";

  /** How long the text is as BM25 counts it, with what stands around. */
  static final String LENGTH = "length";

  /** The terms of the names of whose words it is, joined by blanks. */
  static final String SPEAKER = "speaker";

  /** 1 if the text tells when something happened. */
  static final String TELLS_TIME = "tells_time";

  static final String IMPORTANCE = "importance";

  /** How often it was of use and when last; these two change without the rest. */
  static final String USES = "uses";

  static final String LAST_USE = "last_use";
  static final String EVENT_TIME = "event_time";

  /** When a memory begins to hold, which may be told by what it ended and not by itself. */
  static final String HOLDS_FROM = "holds_from";

  static final String VALID_TO = "valid_to";
  static final String EXPIRES_AT = "expires_at";

  /**
   * The order of the documents in a segment: that of their ids. Lucene prefers the first of
   * documents with equal scores, which is then always the same one.
   */
  static final Sort ORDER =
      new Sort(
          new SortField(ID_HIGH, SortField.Type.LONG), new SortField(ID_LOW, SortField.Type.LONG));

  /** The standard codec, which keeps vectors as they are, without a graph. */
  static final Codec CODEC =
      new Lucene104Codec() {
        private final KnnVectorsFormat flat = new LuceneFlatVectors();

        @Override
        public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
          return flat;
        }
      };

  private static final int LONGEST_KEYWORD = 1000;
  private static final FieldType WORDS = words();

  private LuceneFields() {}

  private static FieldType words() {
    FieldType type = new FieldType();
    type.setTokenized(true);
    type.setIndexOptions(IndexOptions.DOCS_AND_FREQS);
    type.freeze();
    return type;
  }

  static Document document(IndexDocument memory, LuceneAnalyzer analyzer) {
    Document document =
        identity(memory.id(), memory.version(), false, LuceneVersions.Held.stateOf(memory));
    BytesRef scope = bytes(memory.scopeId());
    document.add(new StringField(SCOPE, scope, Field.Store.NO));
    document.add(new SortedDocValuesField(SCOPE, scope));
    String layer = memory.layer().word();
    document.add(new StringField(LAYER, layer, Field.Store.NO));
    document.add(new SortedDocValuesField(LAYER, new BytesRef(layer)));
    document.add(new StringField(KIND, keyword(memory.kind()), Field.Store.NO));
    for (String tag : memory.tags()) {
      document.add(new StringField(TAG, keyword(tag), Field.Store.NO));
    }
    if (memory.episode() != null) {
      document.add(new StringField(EPISODE, keyword(memory.episode()), Field.Store.NO));
    }
    LuceneWeightedTerms terms = LuceneWeightedTerms.of(analyzer, memory.text(), memory.around());
    document.add(new Field(TEXT, terms, WORDS));
    document.add(new NumericDocValuesField(LENGTH, terms.length()));
    if (memory.speaker() != null) {
      document.add(new SortedDocValuesField(SPEAKER, speaker(memory.speaker(), analyzer)));
    }
    if (memory.tellsTime()) {
      document.add(new NumericDocValuesField(TELLS_TIME, 1));
    }
    document.add(new DoubleDocValuesField(IMPORTANCE, memory.importance()));
    usage(memory.usage()).forEach(document::add);
    if (memory.vector() != null) {
      float[] vector = memory.vector().toArray();
      document.add(
          new KnnFloatVectorField(
              vectorField(vector.length), vector, VectorSimilarityFunction.DOT_PRODUCT));
      document.add(new SortedDocValuesField(codeField(vector.length), LuceneCodes.of(vector)));
    }
    time(document, EVENT_TIME, memory.eventTime());
    time(document, HOLDS_FROM, memory.validFrom());
    time(document, VALID_TO, memory.validTo());
    time(document, EXPIRES_AT, memory.expiresAt());
    LuceneFilter.add(document, memory.facts());
    return document;
  }

  static List<NumericDocValuesField> usage(Usage usage) {
    return List.of(
        new NumericDocValuesField(USES, usage.uses()),
        new NumericDocValuesField(LAST_USE, micros(usage.last())));
  }

  static Document tombstone(UUID id, long version) {
    return identity(id, version, true, 0);
  }

  private static BytesRef speaker(String name, LuceneAnalyzer analyzer) {
    StringJoiner terms = new StringJoiner(" ");
    analyzer.forEachTerm(name, terms::add);
    return keyword(terms.toString());
  }

  private static Document identity(UUID id, long version, boolean isRemoved, long state) {
    Document document = new Document();
    document.add(new StringField(ID, bytes(id), Field.Store.NO));
    document.add(new NumericDocValuesField(ID_HIGH, id.getMostSignificantBits()));
    document.add(new NumericDocValuesField(ID_LOW, id.getLeastSignificantBits()));
    document.add(new NumericDocValuesField(VERSION, version));
    document.add(new NumericDocValuesField(REMOVED, isRemoved ? 1 : 0));
    document.add(new NumericDocValuesField(STATE, state));
    return document;
  }

  /** A bound that a memory does not have leaves no trace, so that to ask for it costs nothing. */
  private static void time(Document document, String field, @Nullable Instant time) {
    if (time != null) {
      document.add(new LongField(field, micros(time), Field.Store.NO));
    }
  }

  /** The word as a term; Lucene refuses terms of 32 KiB, so a very long one is cut and hashed. */
  static BytesRef keyword(String word) {
    if (word.length() <= LONGEST_KEYWORD) {
      return new BytesRef(word);
    }
    byte[] all = word.getBytes(StandardCharsets.UTF_8);
    return new BytesRef(word.substring(0, LONGEST_KEYWORD) + UUID.nameUUIDFromBytes(all));
  }

  /** Vectors of other dimensions belong to another space and never meet. */
  static String vectorField(int dimensions) {
    return "vector" + dimensions;
  }

  /** Of vectors of so many dimensions, their {@linkplain LuceneCodes codes}. */
  static String codeField(int dimensions) {
    return "code" + dimensions;
  }

  static Term idTerm(UUID id) {
    return new Term(ID, bytes(id));
  }

  static BytesRef bytes(UUID id) {
    return new BytesRef(
        ByteBuffer.allocate(2 * Long.BYTES)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .array());
  }

  static UUID uuid(BytesRef bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes.bytes, bytes.offset, bytes.length);
    return new UUID(buffer.getLong(), buffer.getLong());
  }

  static Layer layer(BytesRef word) {
    return Layer.ofWord(word.utf8ToString())
        .orElseThrow(() -> new IllegalStateException("the index has an unknown layer"));
  }

  static Instant time(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  /** Microseconds since 1970, rounded down; a time too far away is the farthest. */
  static long micros(Instant time) {
    long seconds = Math.clamp(time.getEpochSecond(), -9_000_000_000_000L, 9_000_000_000_000L);
    return seconds * 1_000_000 + time.getNano() / 1_000;
  }
}
