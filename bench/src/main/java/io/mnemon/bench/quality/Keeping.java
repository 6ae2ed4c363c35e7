package io.mnemon.bench.quality;

import io.mnemon.bench.corpus.Conversation.Turn;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Which turns are kept first when not all can be. */
interface Keeping {
  /** The turns, those that are kept longest first. */
  List<Turn> order(List<Turn> turns, Usage usage);

  /**
   * What the first half of the questions has shown.
   *
   * @param uses how often each turn was of use
   * @param lastUse when it was last
   * @param end when the choice is made
   */
  record Usage(Map<String, Integer> uses, Map<String, Instant> lastUse, Instant end) {
    public Usage {
      uses = Map.copyOf(uses);
      lastUse = Map.copyOf(lastUse);
    }
  }

  static Keeping random(long seed) {
    return (turns, usage) -> {
      Map<String, Double> drawn = new HashMap<>();
      Random random = new Random(seed);
      turns.forEach(turn -> drawn.put(turn.id(), random.nextDouble()));
      return sorted(turns, Comparator.comparingDouble(turn -> drawn.getOrDefault(turn.id(), 0.0)));
    };
  }

  static Keeping recency() {
    return (turns, usage) -> sorted(turns, Comparator.comparing(Turn::time));
  }

  /** Least recently used goes first; what was never used was last touched when it was added. */
  static Keeping lru() {
    return (turns, usage) ->
        sorted(
            turns,
            Comparator.comparing(turn -> usage.lastUse().getOrDefault(turn.id(), turn.time())));
  }

  /**
   * Effective importance as the platform computes it, with a full reward for each use.
   *
   * @param ratePerDay how fast it fades
   * @param substance how much of the importance comes from how many different words a turn has; 0
   *     is what the platform does
   */
  static Keeping worth(double ratePerDay, double substance) {
    return (turns, usage) -> {
      Map<String, Double> worth = new HashMap<>();
      Map<String, Double> shares = substance(turns);
      for (Turn turn : turns) {
        int uses = usage.uses().getOrDefault(turn.id(), 0);
        double importance = 0.5 + substance * (shares.getOrDefault(turn.id(), 0.5) - 0.5);
        double lacking = (1 - importance) * Math.pow(0.7 * 0.97, uses);
        Instant last = usage.lastUse().getOrDefault(turn.id(), turn.time());
        double days = Duration.between(last, usage.end()).toSeconds() / 86_400.0;
        worth.put(turn.id(), (1 - lacking) * Math.exp(-ratePerDay * days));
      }
      return sorted(turns, Comparator.comparingDouble(turn -> worth.getOrDefault(turn.id(), 0.0)));
    };
  }

  /** A turn's place among all by how many different words it has, 0 to 1. */
  private static Map<String, Double> substance(List<Turn> turns) {
    List<Turn> ordered = turns.stream().sorted(Comparator.comparingLong(Keeping::words)).toList();
    Map<String, Double> shares = new HashMap<>();
    for (int i = 0; i < ordered.size(); i++) {
      shares.put(ordered.get(i).id(), i / (double) Math.max(1, ordered.size() - 1));
    }
    return shares;
  }

  private static long words(Turn turn) {
    return List.of(turn.content().toLowerCase(java.util.Locale.ROOT).split("[^\\p{L}\\p{N}]+", -1))
        .stream()
        .filter(word -> word.length() > 3)
        .distinct()
        .count();
  }

  private static List<Turn> sorted(List<Turn> turns, Comparator<Turn> least) {
    return turns.stream().sorted(least.reversed()).toList();
  }
}
