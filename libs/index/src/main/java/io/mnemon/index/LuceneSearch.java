package io.mnemon.index;

import io.mnemon.inference.Embedding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.SortedNumericDocValues;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * One search of one tenant's index: two legs under the same filter, and for what either has found
 * the scores of both, so that they can be weighed against each other.
 *
 * <p>The words may be looked for ahead, by another thread, while the vector is still being made.
 */
final class LuceneSearch {
  /** A longer question has its first words searched. */
  private static final int MOST_TERMS = 256;

  private static final Pattern NAMES = Pattern.compile(" ");

  private final LuceneSearcher searcher;
  private final IndexQuery query;
  private final LuceneAnalyzer analyzer;
  private final Once<LuceneVisible> visible;
  private final Once<Lexical> lexical;

  /**
   * @param query its vector does not matter
   */
  LuceneSearch(LuceneSearcher searcher, LuceneAnalyzer analyzer, IndexQuery query) {
    this.searcher = searcher;
    this.analyzer = analyzer;
    this.query = query;
    visible = new Once<>(() -> new LuceneVisible(searcher, query));
    lexical = new Once<>(this::lexical);
  }

  /** What the lexical leg has looked for and found. */
  private record Lexical(Set<String> terms, LuceneWords words, List<LuceneBest.Hit> hits) {
    /** Whether the question has a word of the speaker's name. */
    boolean isNamed(BytesRef speaker) {
      return !terms.isEmpty()
          && NAMES.splitAsStream(speaker.utf8ToString()).anyMatch(terms::contains);
    }
  }

  private Lexical lexical() throws IOException {
    Set<String> terms = new HashSet<>(query.hashes());
    if (query.text() != null) {
      terms.addAll(analyzer.termsOfQuestion(query.text(), MOST_TERMS));
    }
    LuceneWords words = new LuceneWords(searcher, terms);
    return new Lexical(terms, words, words.search(visible.get(), query.depth()));
  }

  /** Does what needs no vector, once; whatever is wrong with it {@link #run} says. */
  void ahead() {
    if (!query.scopes().isEmpty()) {
      lexical.run();
    }
  }

  /**
   * @param vector null: no dense leg
   */
  List<IndexHit> run(@Nullable Embedding vector) throws IOException {
    if (query.scopes().isEmpty()) {
      return List.of();
    }
    LuceneNearest nearest = vector == null ? null : new LuceneNearest(searcher, vector.toArray());
    List<TreeMap<Integer, Found>> found = new ArrayList<>();
    searcher.getLeafContexts().forEach(leaf -> found.add(new TreeMap<>()));
    if (nearest != null) {
      for (LuceneBest.Hit hit : nearest.search(visible.get(), query.depth())) {
        found(found, hit).dense = OptionalDouble.of(hit.score());
      }
    }
    Lexical byWords = lexical.get();
    for (LuceneBest.Hit hit : byWords.hits) {
      found(found, hit).lexical = OptionalDouble.of(hit.score());
    }
    List<IndexHit> hits = new ArrayList<>();
    for (LeafReaderContext leaf : searcher.getLeafContexts()) {
      List<Found> here = List.copyOf(found.get(leaf.ord).values());
      if (!here.isEmpty()) {
        complete(here, leaf, byWords.words, nearest);
        read(here, leaf, byWords, hits);
      }
    }
    // Whoever adds up their scores shall get the same sum from an index built anew.
    hits.sort(Comparator.comparing(IndexHit::id));
    return hits;
  }

  private static Found found(List<TreeMap<Integer, Found>> found, LuceneBest.Hit hit) {
    return found.get(hit.leaf().ord).computeIfAbsent(hit.doc(), Found::new);
  }

  /** Fills in the scores that only one leg has given. */
  private static void complete(
      List<Found> here, LeafReaderContext leaf, LuceneWords words, @Nullable LuceneNearest nearest)
      throws IOException {
    LuceneWords.Scores scores = words.scores(leaf);
    for (Found hit : here) {
      float score = hit.lexical.isPresent() ? 0 : scores.of(hit.doc);
      if (score > 0) {
        hit.lexical = OptionalDouble.of(score);
      }
    }
    if (nearest != null) {
      LuceneNearest.Cosines cosines = nearest.cosines(leaf);
      for (Found hit : here) {
        float cosine = hit.dense.isPresent() ? Float.NaN : cosines.of(hit.doc);
        if (!Float.isNaN(cosine)) {
          hit.dense = OptionalDouble.of(cosine);
        }
      }
    }
  }

  private static void read(
      List<Found> here, LeafReaderContext leaf, Lexical byWords, List<IndexHit> hits)
      throws IOException {
    NumericDocValues highs = leaf.reader().getNumericDocValues(LuceneFields.ID_HIGH);
    NumericDocValues lows = leaf.reader().getNumericDocValues(LuceneFields.ID_LOW);
    NumericDocValues versions = leaf.reader().getNumericDocValues(LuceneFields.VERSION);
    SortedDocValues scopes = leaf.reader().getSortedDocValues(LuceneFields.SCOPE);
    SortedDocValues layers = leaf.reader().getSortedDocValues(LuceneFields.LAYER);
    SortedNumericDocValues times =
        DocValues.getSortedNumeric(leaf.reader(), LuceneFields.EVENT_TIME);
    NumericDocValues importances = leaf.reader().getNumericDocValues(LuceneFields.IMPORTANCE);
    NumericDocValues uses = leaf.reader().getNumericDocValues(LuceneFields.USES);
    NumericDocValues lastUses = leaf.reader().getNumericDocValues(LuceneFields.LAST_USE);
    SortedDocValues speakers = DocValues.getSorted(leaf.reader(), LuceneFields.SPEAKER);
    NumericDocValues told = DocValues.getNumeric(leaf.reader(), LuceneFields.TELLS_TIME);
    int lastSpeaker = -1;
    boolean lastIsNamed = false;
    for (Found hit : here) {
      int doc = hit.doc;
      if (!highs.advanceExact(doc)
          || !lows.advanceExact(doc)
          || !versions.advanceExact(doc)
          || !scopes.advanceExact(doc)
          || !layers.advanceExact(doc)
          || !times.advanceExact(doc)
          || !importances.advanceExact(doc)
          || !uses.advanceExact(doc)
          || !lastUses.advanceExact(doc)) {
        throw new IllegalStateException("a memory in the index lacks a field");
      }
      boolean hasSpeaker = speakers.advanceExact(doc);
      if (hasSpeaker && speakers.ordValue() != lastSpeaker) {
        lastSpeaker = speakers.ordValue();
        lastIsNamed = byWords.isNamed(speakers.lookupOrd(lastSpeaker));
      }
      hits.add(
          new IndexHit(
              new UUID(highs.longValue(), lows.longValue()),
              versions.longValue(),
              LuceneFields.uuid(scopes.lookupOrd(scopes.ordValue())),
              LuceneFields.layer(layers.lookupOrd(layers.ordValue())),
              LuceneFields.time(times.nextValue()),
              Double.longBitsToDouble(importances.longValue()),
              hasSpeaker && lastIsNamed,
              told.advanceExact(doc),
              hit.dense,
              hit.lexical,
              new Usage(uses.longValue(), LuceneFields.time(lastUses.longValue()))));
    }
  }

  /** A document that a leg has found, with the scores known so far. */
  private static final class Found {
    private final int doc;
    private OptionalDouble dense = OptionalDouble.empty();
    private OptionalDouble lexical = OptionalDouble.empty();

    private Found(int doc) {
      this.doc = doc;
    }
  }
}
