package io.mnemon.memory.upkeep;

import io.mnemon.memory.record.MemoryReader.Stored;
import java.util.ArrayList;
import java.util.List;

/** A stretch of turns that follow each other in one episode. */
record Conversation(List<Stored.Live> turns) {
  /** How far what was said helps to understand a turn. */
  static final int REACH = 2;

  Conversation {
    turns = List.copyOf(turns);
  }

  /**
   * A turn near another.
   *
   * @param distance how many turns later it is, below 0 if earlier, never 0
   */
  record Neighbour(Stored.Live turn, int distance) {}

  /** The turns around a place, in order. */
  List<Neighbour> around(int place) {
    List<Neighbour> neighbours = new ArrayList<>();
    int last = Math.min(turns.size() - 1, place + REACH);
    for (int i = Math.max(0, place - REACH); i <= last; i++) {
      if (i != place) {
        neighbours.add(new Neighbour(turns.get(i), i - place));
      }
    }
    return neighbours;
  }
}
