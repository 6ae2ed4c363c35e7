package io.mnemon.memory.recall;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
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

  private SecretScores() {}

  /**
   * What one text has in common with the query.
   *
   * @param bm25 the plain score
   * @param coverage the score relative to a text that says all of the query, 0 to 1
   */
  record Score(double bm25, double coverage) {}

  /** Each text's score, in the texts' order. */
  static List<Score> of(String query, List<String> texts) {
    Set<String> wanted = new HashSet<>(Terms.of(query));
    List<Map<String, Integer>> counts = new ArrayList<>();
    List<Integer> lengths = new ArrayList<>();
    Map<String, Integer> documents = new HashMap<>();
    long totalLength = 0;
    for (String text : texts) {
      List<String> terms = Terms.of(text);
      Map<String, Integer> found = new HashMap<>();
      terms.stream().filter(wanted::contains).forEach(term -> found.merge(term, 1, Integer::sum));
      found.keySet().forEach(term -> documents.merge(term, 1, Integer::sum));
      counts.add(found);
      lengths.add(terms.size());
      totalLength += terms.size();
    }
    double averageLength = Math.max(1.0, totalLength / (double) Math.max(1, texts.size()));
    Map<String, Double> rarity = new HashMap<>();
    wanted.forEach(term -> rarity.put(term, rarity(documents.getOrDefault(term, 0), texts.size())));
    double all = rarity.values().stream().mapToDouble(Double::doubleValue).sum();

    List<Score> scores = new ArrayList<>();
    for (int i = 0; i < counts.size(); i++) {
      double sum = 0;
      double covered = 0;
      for (Map.Entry<String, Integer> term : counts.get(i).entrySet()) {
        double weight = rarity.getOrDefault(term.getKey(), 0.0);
        double saturated = saturate(term.getValue(), lengths.get(i) / averageLength);
        sum += weight * saturated;
        covered += weight * Math.min(1, saturated);
      }
      scores.add(new Score(sum, all > 0 ? covered / all : 0));
    }
    return scores;
  }

  private static double rarity(int documents, int of) {
    return Math.log(1 + (of - documents + 0.5) / (documents + 0.5));
  }

  private static double saturate(int count, double relativeLength) {
    double norm = 1 - LENGTH_NORM + LENGTH_NORM * relativeLength;
    return count * (SATURATION + 1) / (count + SATURATION * norm);
  }
}
