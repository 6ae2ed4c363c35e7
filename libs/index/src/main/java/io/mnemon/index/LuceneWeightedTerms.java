package io.mnemon.index;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.TermFrequencyAttribute;
import org.jspecify.annotations.Nullable;

/**
 * The terms of a memory with how much each counts: its own in full, those around it less. As BM25
 * sees it, a term of half the weight occurs half as often.
 */
final class LuceneWeightedTerms extends TokenStream {
  /** What a term counts that occurs once in the memory itself: frequencies are whole numbers. */
  static final int UNIT = 12;

  private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
  private final TermFrequencyAttribute frequency = addAttribute(TermFrequencyAttribute.class);
  private final Map<String, Integer> weights;
  private @Nullable Iterator<Map.Entry<String, Integer>> rest;

  private LuceneWeightedTerms(Map<String, Integer> weights) {
    this.weights = weights;
  }

  /**
   * @param around what stands around the text
   */
  static LuceneWeightedTerms of(LuceneAnalyzer analyzer, String text, Surroundings around) {
    Map<String, Integer> weights = new HashMap<>();
    analyzer.forEachTerm(text, term -> weights.merge(term, UNIT, Math::addExact));
    for (Surroundings.Nearby nearby : around.texts()) {
      int weight = (int) Math.round(UNIT * nearby.weight());
      if (weight > 0) {
        analyzer.forEachTerm(nearby.text(), term -> weights.merge(term, weight, Math::addExact));
      }
    }
    return new LuceneWeightedTerms(weights);
  }

  /** How long the text is: what all its terms count. */
  int length() {
    return weights.values().stream().mapToInt(Integer::intValue).sum();
  }

  @Override
  public void reset() {
    rest = weights.entrySet().iterator();
  }

  @Override
  public boolean incrementToken() {
    if (rest == null || !rest.hasNext()) {
      return false;
    }
    clearAttributes();
    Map.Entry<String, Integer> next = rest.next();
    term.append(next.getKey());
    frequency.setTermFrequency(next.getValue());
    return true;
  }
}
