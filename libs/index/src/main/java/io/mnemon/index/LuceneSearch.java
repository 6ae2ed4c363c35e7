package io.mnemon.index;

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
 */
final class LuceneSearch {
  /** A longer question has its first words searched. */
  private static final int MOST_TERMS = 256;

  private static final Pattern NAMES = Pattern.compile(" ");

  private final LuceneSearcher searcher;
  private final IndexQuery query;
  private final Set<String> terms;
  private final LuceneWords words;
  private final @Nullable LuceneNearest nearest;

  LuceneSearch(LuceneSearcher searcher, LuceneAnalyzer analyzer, IndexQuery query)
      throws IOException {
    this.searcher = searcher;
    this.query = query;
    terms = new HashSet<>(query.hashes());
    if (query.text() != null) {
      terms.addAll(analyzer.termsOfQuestion(query.text(), MOST_TERMS));
    }
    words = new LuceneWords(searcher, terms);
    nearest = query.vector() == null ? null : new LuceneNearest(searcher, query.vector().toArray());
  }

  List<IndexHit> run() throws IOException {
    if (query.scopes().isEmpty()) {
      return List.of();
    }
    LuceneVisible visible = new LuceneVisible(searcher, query);
    List<TreeMap<Integer, Found>> found = new ArrayList<>();
    searcher.getLeafContexts().forEach(leaf -> found.add(new TreeMap<>()));
    if (nearest != null) {
      for (LuceneBest.Hit hit : nearest.search(visible, query.depth())) {
        found(found, hit).dense = OptionalDouble.of(hit.score());
      }
    }
    for (LuceneBest.Hit hit : words.search(visible, query.depth())) {
      found(found, hit).lexical = OptionalDouble.of(hit.score());
    }
    List<IndexHit> hits = new ArrayList<>();
    for (LeafReaderContext leaf : searcher.getLeafContexts()) {
      List<Found> here = List.copyOf(found.get(leaf.ord).values());
      if (!here.isEmpty()) {
        complete(here, leaf);
        read(here, leaf, hits);
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
  private void complete(List<Found> here, LeafReaderContext leaf) throws IOException {
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

  private void read(List<Found> here, LeafReaderContext leaf, List<IndexHit> hits)
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
        lastIsNamed = isNamed(speakers.lookupOrd(lastSpeaker));
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

  /** Whether the question has a word of the speaker's name. */
  private boolean isNamed(BytesRef speaker) {
    return !terms.isEmpty()
        && NAMES.splitAsStream(speaker.utf8ToString()).anyMatch(terms::contains);
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
