package io.mnemon.memory.truth;

import io.mnemon.memory.truth.Claim.Change;
import io.mnemon.memory.truth.Token.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads what was changed from what to what. */
final class ChangeReader {
  private static final Set<String> TO = Set.of("to", "into", "onto");
  private static final Set<String> END =
      Set.of("in", "on", "because", "since", "after", "at", "due");

  private ChangeReader() {}

  /**
   * @param kind what the verb tells of
   * @param isPassive whether the subject is what was changed
   */
  static Optional<Claim> read(Claim claim, String kind, boolean isPassive) {
    if (claim.negative() || claim.formerly() || !claim.modes().isEmpty()) {
      return Optional.empty();
    }
    List<Token> rest = claim.rest();
    return switch (kind) {
      case "move" -> change(claim, "move", part(rest, Set.of("from")), part(rest, TO));
      case "switch" -> change(claim, "switch", part(rest, Set.of("from")), part(rest, TO));
      case "become" -> {
        List<Token> to = part(rest, TO);
        yield change(claim, "become", part(rest, Set.of("from")), to.isEmpty() ? rest : to);
      }
      case "rename" -> change(claim, "rename", part(rest, Set.of("from")), part(rest, TO));
      case "join" ->
          change(claim, "join", List.of(), isPassive ? part(rest, Set.of("by")) : cut(rest));
      case "replace" ->
          isPassive
              ? Optional.empty()
              : change(claim, "switch", until(rest, "with"), part(rest, Set.of("with", "by")));
      case "leave" ->
          rest.isEmpty() || rest.getFirst().text().endsWith("ing")
              ? stopped(claim, rest)
              : change(claim, "leave", cut(rest), List.of());
      case "stop" -> stopped(claim, rest);
      case "begin" -> begun(claim, rest);
      default -> Optional.empty();
    };
  }

  private static Optional<Claim> change(
      Claim claim, String kind, List<Token> from, List<Token> to) {
    if (from.isEmpty() && to.isEmpty()) {
      return Optional.empty();
    }
    boolean isDated =
        claim.rest().stream()
            .anyMatch(t -> t.type() == Type.DATE && !to.contains(t) && !from.contains(t));
    return Optional.of(
        new Claim(
            claim.subject(),
            claim.isDefinite(),
            kind,
            claim.rest(),
            claim.isIndefinite(),
            false,
            claim.modes(),
            false,
            true,
            claim.also(),
            new Change(from, to, isDated)));
  }

  /** What follows one of the words, up to where something else is said. */
  private static List<Token> part(List<Token> rest, Set<String> after) {
    for (int i = 0; i < rest.size(); i++) {
      if (after.contains(rest.get(i).text())) {
        return cut(rest.subList(i + 1, rest.size()));
      }
    }
    return List.of();
  }

  private static List<Token> until(List<Token> rest, String word) {
    for (int i = 0; i < rest.size(); i++) {
      if (rest.get(i).says(word)) {
        return List.copyOf(rest.subList(0, i));
      }
    }
    return List.of();
  }

  private static List<Token> cut(List<Token> tokens) {
    List<Token> part = new ArrayList<>();
    for (Token token : tokens) {
      boolean isOver =
          token.type() == Type.COMMA
              || TO.contains(token.text())
              || token.says("from")
              || token.says("with")
              || token.says("as")
              || token.says("for")
              || token.says("instead")
              || END.contains(token.text())
              || Lexicon.RELATIVE.contains(token.text());
      if (isOver && !part.isEmpty()) {
        return part;
      }
      if (!isOver) {
        part.add(token);
      }
    }
    return part;
  }

  /** "Stopped smoking" denies that somebody smokes. */
  private static Optional<Claim> stopped(Claim claim, List<Token> rest) {
    return doing(claim, rest)
        .map(
            doing ->
                new Claim(
                    doing.subject(),
                    doing.isDefinite(),
                    doing.verb(),
                    doing.rest(),
                    false,
                    !doing.negative(),
                    doing.modes(),
                    false,
                    true,
                    false,
                    null));
  }

  private static Optional<Claim> begun(Claim claim, List<Token> rest) {
    boolean isWork = rest.stream().limit(2).anyMatch(t -> t.says("working") || t.says("job"));
    List<Token> employer = isWork ? part(rest, Set.of("at", "for", "with")) : List.of();
    return employer.isEmpty() ? doing(claim, rest) : change(claim, "join", List.of(), employer);
  }

  private static Optional<Claim> doing(Claim claim, List<Token> rest) {
    if (rest.isEmpty()) {
      return Optional.empty();
    }
    String verb = Lexicon.verb(rest.getFirst().text());
    return verb == null || !rest.getFirst().text().endsWith("ing")
        ? Optional.empty()
        : Optional.of(claim.with(verb, rest.subList(1, rest.size())));
  }
}
