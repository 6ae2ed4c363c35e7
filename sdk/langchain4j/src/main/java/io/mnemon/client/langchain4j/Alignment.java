package io.mnemon.client.langchain4j;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which turns the messages of a new list are: the longest common subsequence, of equal ones the
 * latest, since a window loses its oldest messages first.
 */
final class Alignment {
  private final List<Turn> turns;
  private final List<String> messages;
  private final int[][] longest;

  Alignment(List<Turn> turns, List<String> messages) {
    this.turns = turns;
    this.messages = messages;
    this.longest = new int[messages.size() + 1][turns.size() + 1];
    for (int i = 1; i <= messages.size(); i++) {
      for (int j = 1; j <= turns.size(); j++) {
        longest[i][j] =
            same(i, j) ? longest[i - 1][j - 1] + 1 : Math.max(longest[i - 1][j], longest[i][j - 1]);
      }
    }
  }

  /** For each message its turn, or null for a new one. */
  List<@Nullable Turn> turns() {
    List<@Nullable Turn> found =
        new ArrayList<>(Collections.<@Nullable Turn>nCopies(messages.size(), null));
    int i = messages.size();
    int j = turns.size();
    while (i > 0 && j > 0) {
      if (same(i, j)) {
        found.set(--i, turns.get(--j));
      } else if (longest[i - 1][j] >= longest[i][j - 1]) {
        i--;
      } else {
        j--;
      }
    }
    return found;
  }

  private boolean same(int i, int j) {
    return messages.get(i - 1).equals(turns.get(j - 1).message());
  }
}
