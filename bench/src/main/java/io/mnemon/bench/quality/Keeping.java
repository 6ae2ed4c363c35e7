package io.mnemon.bench.quality;

import io.mnemon.bench.corpus.Conversation.Turn;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

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

  /** Effective importance as the platform computes it, with a full reward for each use. */
  static Keeping effectiveImportance(double ratePerDay) {
    return worth(ratePerDay, turns -> Map.of());
  }

  /** What the platform keeps of a scope that has too many memories, likewise. */
  static Keeping ofScope(double ratePerDay) {
    return worth(0.2 * ratePerDay, Keeping::placesByLength);
  }

  /**
   * @param ratePerDay how fast importance fades
   * @param importance of a turn by its id; 0.5 of those that are missing
   */
  private static Keeping worth(
      double ratePerDay, Function<List<Turn>, Map<String, Double>> importance) {
    return (turns, usage) -> {
      Map<String, Double> worth = new HashMap<>();
      Map<String, Double> importances = importance.apply(turns);
      for (Turn turn : turns) {
        int uses = usage.uses().getOrDefault(turn.id(), 0);
        double lacking =
            (1 - importances.getOrDefault(turn.id(), 0.5)) * Math.pow(0.7 * 0.97, uses);
        Instant last = usage.lastUse().getOrDefault(turn.id(), turn.time());
        double days = Duration.between(last, usage.end()).toSeconds() / 86_400.0;
        worth.put(turn.id(), (1 - lacking) * Math.exp(-ratePerDay * days));
      }
      return sorted(turns, Comparator.comparingDouble(turn -> worth.getOrDefault(turn.id(), 0.0)));
    };
  }

  /** A turn's place among all by its length, 0 to 1. */
  private static Map<String, Double> placesByLength(List<Turn> turns) {
    int[] lengths = turns.stream().mapToInt(Keeping::bytes).sorted().toArray();
    Map<String, Double> places = new HashMap<>();
    for (Turn turn : turns) {
      long shorter = Arrays.stream(lengths).filter(length -> length < bytes(turn)).count();
      places.put(turn.id(), shorter / (double) Math.max(1, lengths.length - 1));
    }
    return places;
  }

  private static int bytes(Turn turn) {
    return turn.content().getBytes(StandardCharsets.UTF_8).length;
  }

  private static List<Turn> sorted(List<Turn> turns, Comparator<Turn> least) {
    return turns.stream().sorted(least.reversed()).toList();
  }
}
