package io.mnemon.memory.recall;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares a query with decrypted texts on the heap, where no index may hold them.
 *
 * <p>Design. BM25 (Robertson and Zaragoza, "The probabilistic relevance framework", 2009) with the
 * statistics of these texts alone, and divided by what a text would have that says every word of
 * the query: so it lies in 0…1, and a secret that has all words of the query stands beside the best
 * that the index has found, whose statistics are those of another corpus. A word that none of the
 * texts has counts against all of them.
 */
final class SecretScores {
  private static final double SATURATION = 1.2;
  private static final double LENGTH_NORM = 0.75;

  private final Set<String> wanted;
  private final List<Said> said = new ArrayList<>();
  private final Map<String, Integer> documents = new HashMap<>();
  private long texts;
  private long totalLength;

  SecretScores(String query) {
    wanted = new HashSet<>(Terms.of(query));
  }

  /**
   * What one text has in common with the query.
   *
   * @param bm25 the plain score
   * @param coverage the score relative to a text that says all of the query, 0 to 1
   */
  record Score(double bm25, double coverage) {
    static final Score NONE = new Score(0, 0);
  }

  /** Of a text, how often it says which words of the query, and how long it is. */
  private record Said(Map<String, Integer> counts, int length) {}

  /** Each text's score, in the texts' order. */
  static List<Score> of(String query, List<String> texts) {
    SecretScores scores = new SecretScores(query);
    List<Boolean> counts = texts.stream().map(scores::add).toList();
    Iterator<Score> some = scores.scores().iterator();
    return counts.stream().map(says -> says ? some.next() : Score.NONE).toList();
  }

  /** Whether the text says any word of the query; the text itself is not kept. */
  boolean add(String text) {
    List<String> terms = Terms.of(text);
    Map<String, Integer> found = new HashMap<>();
    terms.stream().filter(wanted::contains).forEach(term -> found.merge(term, 1, Integer::sum));
    found.keySet().forEach(term -> documents.merge(term, 1, Integer::sum));
    texts++;
    totalLength += terms.size();
    if (!found.isEmpty()) {
      said.add(new Said(found, terms.size()));
    }
    return !found.isEmpty();
  }

  /** Of those texts that say any word of the query, in the order in which they came. */
  List<Score> scores() {
    double averageLength = Math.max(1.0, totalLength / (double) Math.max(1, texts));
    Map<String, Double> rarity = new HashMap<>();
    wanted.forEach(term -> rarity.put(term, rarity(documents.getOrDefault(term, 0), texts)));
    double all = rarity.values().stream().mapToDouble(Double::doubleValue).sum();
    return said.stream().map(text -> score(text, rarity, all, averageLength)).toList();
  }

  private static Score score(
      Said text, Map<String, Double> rarity, double all, double averageLength) {
    double sum = 0;
    double covered = 0;
    for (Map.Entry<String, Integer> term : text.counts().entrySet()) {
      double weight = rarity.getOrDefault(term.getKey(), 0.0);
      double saturated = saturate(term.getValue(), text.length() / averageLength);
      sum += weight * saturated;
      covered += weight * Math.min(1, saturated);
    }
    return new Score(sum, all > 0 ? covered / all : 0);
  }

  private static double rarity(int documents, long of) {
    return Math.log(1 + (of - documents + 0.5) / (documents + 0.5));
  }

  private static double saturate(int count, double relativeLength) {
    double norm = 1 - LENGTH_NORM + LENGTH_NORM * relativeLength;
    return count * (SATURATION + 1) / (count + SATURATION * norm);
  }
}
