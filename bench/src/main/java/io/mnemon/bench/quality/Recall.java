package io.mnemon.bench.quality;

import io.mnemon.bench.report.Figure;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How much of the evidence was among the first turns, averaged over questions. */
final class Recall {
  static final List<Integer> DEPTHS = List.of(5, 10, 20);
  static final int DEEPEST = 20;
  private static final int RANK_DEPTH = 10;

  private final double[] any = new double[DEPTHS.size()];
  private final double[] fraction = new double[DEPTHS.size()];
  private final double[] all = new double[DEPTHS.size()];
  private double reciprocalRank;
  private int questions;

  /** Counts one question; {@code evidence} is not empty. */
  void count(Set<String> evidence, List<String> found) {
    questions++;
    for (int i = 0; i < DEPTHS.size(); i++) {
      Set<String> hits = new HashSet<>(found.subList(0, Math.min(DEPTHS.get(i), found.size())));
      hits.retainAll(evidence);
      any[i] += hits.isEmpty() ? 0 : 1;
      fraction[i] += (double) hits.size() / evidence.size();
      all[i] += hits.size() == evidence.size() ? 1 : 0;
    }
    for (int rank = 0; rank < Math.min(RANK_DEPTH, found.size()); rank++) {
      if (evidence.contains(found.get(rank))) {
        reciprocalRank += 1.0 / (rank + 1);
        break;
      }
    }
  }

  int questions() {
    return questions;
  }

  List<Figure> figures() {
    List<Figure> figures = new ArrayList<>();
    figures.add(Figure.of("questions", "", questions));
    for (int i = 0; i < DEPTHS.size(); i++) {
      figures.add(mean("any hit@" + DEPTHS.get(i), any[i]));
      figures.add(mean("fraction@" + DEPTHS.get(i), fraction[i]));
      figures.add(mean("all@" + DEPTHS.get(i), all[i]));
    }
    figures.add(mean("MRR@" + RANK_DEPTH, reciprocalRank));
    return figures;
  }

  private Figure mean(String name, double sum) {
    return Figure.of(name, "", questions == 0 ? 0 : sum / questions);
  }
}
