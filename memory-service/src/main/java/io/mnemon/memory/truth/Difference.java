package io.mnemon.memory.truth;

import java.util.List;
import java.util.Optional;

/**
 * The one place where two rows of words differ.
 *
 * @param before what they have in common in front of it
 * @param older what stands there in the older one
 * @param newer what stands there in the newer one
 * @param after what they have in common behind it
 */
record Difference(List<Token> before, List<Token> older, List<Token> newer, List<Token> after) {
  Difference {
    before = List.copyOf(before);
    older = List.copyOf(older);
    newer = List.copyOf(newer);
    after = List.copyOf(after);
  }

  static boolean same(List<Token> one, List<Token> other) {
    return one.stream().map(Token::text).toList().equals(other.stream().map(Token::text).toList());
  }

  /** Empty if they do not differ, or one only says more than the other. */
  static Optional<Difference> of(List<Token> older, List<Token> newer) {
    int front = 0;
    int shorter = Math.min(older.size(), newer.size());
    while (front < shorter && older.get(front).sameAs(newer.get(front))) {
      front++;
    }
    int back = 0;
    while (back < shorter - front
        && older.get(older.size() - 1 - back).sameAs(newer.get(newer.size() - 1 - back))) {
      back++;
    }
    Difference difference =
        new Difference(
            older.subList(0, front),
            older.subList(front, older.size() - back),
            newer.subList(front, newer.size() - back),
            older.subList(older.size() - back, older.size()));
    return difference.older.isEmpty() || difference.newer.isEmpty()
        ? Optional.empty()
        : Optional.of(difference);
  }
}
