package io.mnemon.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TermState;
import org.apache.lucene.index.TermStates;
import org.apache.lucene.search.TopKnnCollector;
import org.apache.lucene.search.similarities.Similarity.SimScorer;
import org.apache.lucene.util.IOSupplier;

/**
 * The scores that a question's words give to the documents of one segment, from decoded postings:
 * the very scores that Lucene gives.
 *
 * <p>Design. A question of several words, each in a tenth of the memories, leaves block-wise
 * pruning (MaxScore) with a third of the segment to score, for one word or two decide nothing. So
 * {@link LuceneBounds} first says of all documents together how good they can be at most, and only
 * those are scored that may be among the best.
 */
final class LuceneDecodedScores {
  private final LuceneDecodedWords words;
  private final List<Word> found = new ArrayList<>();

  /** A word that stands in the segment, and how much it gives to a document. */
  private record Word(LucenePostings postings, SimScorer scorer) {}

  LuceneDecodedScores(
      LuceneSearcher searcher,
      LeafReaderContext leaf,
      LuceneDecodedWords words,
      Map<Term, TermStates> terms)
      throws IOException {
    this.words = words;
    for (Map.Entry<Term, TermStates> entry : terms.entrySet()) {
      Term term = entry.getKey();
      IOSupplier<TermState> here = entry.getValue().get(leaf);
      TermState state = here == null ? null : here.get();
      if (state != null) {
        SimScorer scorer = searcher.scorer(term, entry.getValue().docFreq());
        found.add(new Word(words.postings(leaf.reader(), term.bytes(), state, scorer), scorer));
      }
    }
  }

  /** The document's score; 0 if it has none of the words. */
  float of(int doc) {
    double sum = 0;
    for (Word word : found) {
      sum += word.postings.score(doc, word.scorer, words);
    }
    return (float) sum;
  }

  /**
   * Collects the best, and of equal ones the first.
   *
   * @param visible the bits of the documents that may be found
   * @param floor the score below which nothing is wanted
   */
  void search(long[] visible, TopKnnCollector best, float floor) {
    if (found.isEmpty()) {
      return;
    }
    LuceneBounds bounds =
        new LuceneBounds(
            found.stream().map(word -> word.postings.atMost(word.scorer)).toList(), visible);
    int promising = bounds.reachedBy(best.k());
    long[] done = bounds.from(promising);
    collect(done, best);
    int needed = bounds.of(Math.max(floor, best.minCompetitiveSimilarity()));
    if (needed < promising) {
      long[] rest = bounds.from(needed);
      for (int i = 0; i < rest.length; i++) {
        rest[i] &= ~done[i];
      }
      collect(rest, best);
    }
  }

  /** Word by word, as reading on in one list is quicker than looking into all of them. */
  private void collect(long[] documents, TopKnnCollector best) {
    int[] docs = docs(documents);
    double[] scores = new double[docs.length];
    for (Word word : found) {
      LucenePostings postings = word.postings;
      SimScorer scorer = word.scorer;
      for (int doc = 0; doc < docs.length; doc++) {
        scores[doc] += postings.score(docs[doc], scorer, words);
      }
    }
    for (int i = 0; i < docs.length; i++) {
      best.collect(docs[i], (float) scores[i]);
    }
  }

  private static int[] docs(long[] bits) {
    int size = 0;
    for (long word : bits) {
      size += Long.bitCount(word);
    }
    int[] docs = new int[size];
    int filled = 0;
    for (int i = 0; i < bits.length; i++) {
      for (long word = bits[i]; word != 0; word &= word - 1) {
        docs[filled++] = (i << 6) + Long.numberOfTrailingZeros(word);
      }
    }
    return docs;
  }
}
