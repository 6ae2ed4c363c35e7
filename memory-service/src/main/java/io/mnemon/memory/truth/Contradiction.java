package io.mnemon.memory.truth;

import io.mnemon.memory.truth.Claim.Change;
import io.mnemon.memory.truth.Verdict.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Whether, and why, a newer claim means that an older one holds no longer. */
final class Contradiction {
  private static final Set<String> PLACED = Set.of("live", "be", "sit", "stay", "work", "move");
  private static final Set<String> SIDES = Set.of("over", "to", "than", "instead");

  private Contradiction() {}

  static Optional<Reason> of(Claim older, Claim newer) {
    if (!older.subject().equals(newer.subject()) || older.formerly() || newer.also()) {
      return Optional.empty();
    }
    Change told = older.change();
    if (told != null) {
      // The event itself stays true; what followed from it may not.
      return told.isDated() ? Optional.empty() : ofState(states(older), newer);
    }
    return ofState(List.of(older), newer);
  }

  private static Optional<Reason> ofState(List<Claim> states, Claim newer) {
    return states.stream()
        .flatMap(
            state ->
                (newer.change() == null ? ofTwo(state, newer) : ofChange(state, newer)).stream())
        .findFirst();
  }

  /** What a change has led to. */
  private static List<Claim> states(Claim changed) {
    Change change = Objects.requireNonNull(changed.change());
    List<Token> to = change.to();
    if (to.isEmpty()) {
      return List.of();
    }
    return switch (changed.verb()) {
      case "move" ->
          List.of(changed.with("live", after("in", to)), changed.with("be", after("in", to)));
      case "join" -> List.of(changed.with("work", after("at", to)));
      case "rename" -> List.of(changed.with("be", after("called", to)));
      case "become" -> List.of(changed.with("be", to));
      case "switch" -> List.of(changed.with("be", to), changed.with("use", to));
      default -> List.of();
    };
  }

  private static List<Token> after(String word, List<Token> value) {
    List<Token> rest = new ArrayList<>(List.of(Token.word(word)));
    rest.addAll(value);
    return rest;
  }

  private static Optional<Reason> ofChange(Claim older, Claim newer) {
    Change change = Objects.requireNonNull(newer.change());
    if (older.negative() || older.isList() || !older.modes().isEmpty()) {
      return Optional.empty();
    }
    if (!change.from().isEmpty() && isLeft(older, newer.verb(), change)) {
      return Optional.of(Reason.LEFT);
    }
    return change.to().isEmpty() || !change.from().isEmpty() && !isValue(change.to())
        ? Optional.empty()
        : states(newer).stream().flatMap(state -> ofTwo(older, state).stream()).findFirst();
  }

  private static boolean isValue(List<Token> tokens) {
    return tokens.stream().anyMatch(Token::isValue);
  }

  /** Whether what was left is what the older one tells of. */
  private static boolean isLeft(Claim older, String kind, Change change) {
    List<Token> rest = withoutPreposition(older.rest());
    boolean fits =
        switch (kind) {
          case "move" -> PLACED.contains(older.verb());
          case "leave" -> older.verb().equals("work") || older.verb().equals("study");
          case "join", "become", "rename" ->
              older.verb().equals("be") || older.verb().equals("work");
          default -> !Lexicon.PLURAL.contains(older.verb());
        };
    if (!fits || !startsWith(rest, change.from())) {
      return false;
    }
    List<Token> further = rest.subList(change.from().size(), rest.size());
    return further.isEmpty() || Lexicon.PREPOSITIONS.contains(further.getFirst().text());
  }

  private static List<Token> withoutPreposition(List<Token> rest) {
    int from = 0;
    while (from < rest.size() - 1
        && (Lexicon.PREPOSITIONS.contains(rest.get(from).text())
            || Lexicon.PARTICIPLES.contains(rest.get(from).text()))) {
      from++;
    }
    return rest.subList(from, rest.size());
  }

  private static boolean startsWith(List<Token> tokens, List<Token> start) {
    return tokens.size() >= start.size() && Difference.same(tokens.subList(0, start.size()), start);
  }

  private static Optional<Reason> ofTwo(Claim older, Claim newer) {
    if (newer.formerly()) {
      return isSame(older, newer) && !older.negative() && !newer.negative()
          ? Optional.of(Reason.LEFT)
          : Optional.empty();
    }
    if (!older.modes().equals(newer.modes())) {
      return Optional.empty();
    }
    if (!older.verb().equals(newer.verb())) {
      return Lexicon.areOpposite(older.verb(), newer.verb())
              && older.negative() == newer.negative()
              && Difference.same(older.rest(), newer.rest())
          ? Optional.of(Reason.OPPOSITE)
          : Optional.empty();
    }
    if (older.negative() != newer.negative()) {
      return isDenied(older, newer) ? Optional.of(Reason.NEGATED) : Optional.empty();
    }
    return older.negative() ? Optional.empty() : ofValues(older, newer);
  }

  private static boolean isSame(Claim older, Claim newer) {
    return older.verb().equals(newer.verb()) && Difference.same(older.rest(), newer.rest());
  }

  /** A denial reaches also what is told more exactly. */
  private static boolean isDenied(Claim older, Claim newer) {
    if (Difference.same(older.rest(), newer.rest())) {
      return true;
    }
    if (!newer.negative() || older.isList() || !startsWith(older.rest(), newer.rest())) {
      return false;
    }
    Token further = older.rest().get(newer.rest().size());
    return !newer.rest().isEmpty()
        && (Lexicon.PREPOSITIONS.contains(further.text()) || further.says("as"));
  }

  private static Optional<Reason> ofValues(Claim older, Claim newer) {
    Optional<Reason> instead = instead(older, newer);
    if (instead.isPresent()) {
      return instead;
    }
    if (older.isList() || newer.isList()) {
      return Optional.empty();
    }
    if (older.verb().equals("prefer") && areSwapped(older.rest(), newer.rest())) {
      return Optional.of(Reason.OPPOSITE);
    }
    return Difference.of(older.rest(), newer.rest())
        .flatMap(difference -> Values.compare(older, newer, difference));
  }

  /** "Drinks coffee instead of tea" tells that tea is drunk no longer. */
  private static Optional<Reason> instead(Claim older, Claim newer) {
    List<Token> rest = newer.rest();
    for (int i = 0; i + 2 < rest.size(); i++) {
      boolean isInstead = rest.get(i).says("instead") && rest.get(i + 1).says("of");
      boolean isRather = rest.get(i).says("rather") && rest.get(i + 1).says("than");
      if ((isInstead || isRather)
          && Difference.same(older.rest(), rest.subList(i + 2, rest.size()))) {
        return Optional.of(Reason.LEFT);
      }
    }
    return Optional.empty();
  }

  private static boolean areSwapped(List<Token> one, List<Token> other) {
    for (int i = 1; i < one.size() - 1; i++) {
      if (SIDES.contains(one.get(i).text())) {
        List<Token> left = one.subList(0, i);
        List<Token> right = one.subList(i + 1, one.size());
        List<Token> swapped = new ArrayList<>(right);
        swapped.add(one.get(i));
        swapped.addAll(left);
        if (Difference.same(swapped, other)) {
          return true;
        }
      }
    }
    return false;
  }
}
