package io.mnemon.memory.truth;

import io.mnemon.memory.truth.Token.Type;
import io.mnemon.memory.truth.Verdict.Reason;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether two values of one attribute exclude each other. */
final class Values {
  private static final int LONGEST = 6;
  private static final Set<String> OF_TIMES =
      Set.of(
          "on",
          "at",
          "in",
          "by",
          "due",
          "scheduled",
          "set",
          "for",
          "from",
          "to",
          "every",
          "of",
          "up");

  private Values() {}

  static Optional<Reason> compare(Claim older, Claim newer, Difference difference) {
    List<Token> one = difference.older();
    List<Token> two = difference.newer();
    if (one.size() == 1 && two.size() == 1) {
      Token a = one.getFirst();
      Token b = two.getFirst();
      if (a.isValue() || b.isValue()) {
        return a.type() != b.type()
            ? Optional.empty()
            : a.type() == Type.NUMBER ? ofNumbers(older, difference) : ofTimes(difference, a, b);
      }
      if (Lexicon.exclude(a.text(), b.text()) && !Lexicon.PLURAL.contains(older.verb())) {
        return Optional.of(Reason.OPPOSITE);
      }
    }
    if (hasValue(one) || hasValue(two)) {
      return Optional.empty();
    }
    return isOnly(older, newer, difference) && areOther(older, newer, difference)
        ? Optional.of(Reason.CHANGED_VALUE)
        : Optional.empty();
  }

  private static boolean hasValue(List<Token> tokens) {
    return tokens.stream().anyMatch(Token::isValue);
  }

  private static Optional<Reason> ofNumbers(Claim older, Difference difference) {
    Token a = difference.older().getFirst();
    Token b = difference.newer().getFirst();
    boolean isVague =
        !difference.before().isEmpty()
            && Set.of(
                    "about", "around", "roughly", "approximately", "over", "than", "least", "most")
                .contains(difference.before().getLast().text());
    boolean isIdentifier =
        !difference.before().isEmpty()
            && (difference.before().getLast().isName()
                || difference.after().isEmpty()
                || Lexicon.PREPOSITIONS.contains(difference.after().getFirst().text()))
            && Lexicon.PLURAL.contains(older.verb())
            && !a.text().contains(" ");
    boolean isOneOfMany =
        difference.before().stream().anyMatch(t -> t.type() == Type.DATE || t.says("every"))
            && older.verb().equals("be");
    return isVague || isIdentifier || isOneOfMany || !dimension(a).equals(dimension(b))
        ? Optional.empty()
        : Optional.of(Reason.CHANGED_NUMBER);
  }

  private static String dimension(Token number) {
    int blank = number.text().indexOf(' ');
    return blank < 0 ? "" : number.text().substring(blank);
  }

  /** What is told of a time is often one of many; what only says when, is not. */
  private static Optional<Reason> ofTimes(Difference difference, Token a, Token b) {
    boolean saysOnlyWhen =
        difference.before().stream().allMatch(t -> t.isValue() || OF_TIMES.contains(t.text()))
            && difference.after().stream()
                .allMatch(t -> t.isValue() || OF_TIMES.contains(t.text()));
    return saysOnlyWhen && areDifferent(a, b) ? Optional.of(Reason.CHANGED_TIME) : Optional.empty();
  }

  /** Dates may be told in parts: only what both tell can differ. */
  private static boolean areDifferent(Token a, Token b) {
    if (a.type() == Type.TIME) {
      return true;
    }
    Set<String> kinds = kinds(a);
    kinds.retainAll(kinds(b));
    Set<String> parts = new HashSet<>(Arrays.asList(a.text().split(" ", -1)));
    Set<String> others = Set.copyOf(Arrays.asList(b.text().split(" ", -1)));
    long shared = parts.stream().filter(others::contains).count();
    return !kinds.isEmpty() && shared < kinds.size();
  }

  private static Set<String> kinds(Token date) {
    return Arrays.stream(date.text().split(" ", -1))
        .map(
            part ->
                part.matches("[ymd]\\d+")
                    ? part.substring(0, 1)
                    : part.matches("q\\d") ? "q" : part.matches("\\d{4}") ? "y" : "w")
        .collect(Collectors.toCollection(HashSet::new));
  }

  /** Whether there is only one value at a time. */
  private static boolean isOnly(Claim older, Claim newer, Difference difference) {
    String relation = relation(older, difference);
    if (Lexicon.FUNCTIONAL.contains(relation)) {
      return !Lexicon.OF_NAMES.contains(relation)
          || (areNames(difference.older()) && areNames(difference.newer()));
    }
    if (older.verb().equals("use")
        && !difference.after().isEmpty()
        && difference.after().getFirst().says("as")) {
      return true;
    }
    if (newer.now()
        && Lexicon.ONE_AT_A_TIME.contains(older.verb())
        && difference.before().isEmpty()
        && difference.after().isEmpty()) {
      return true;
    }
    if (newer.now()
        && older.verb().equals("be")
        && difference.before().isEmpty()
        && isRole(difference.older())
        && isRole(difference.newer())) {
      return true;
    }
    boolean isWhole =
        difference.before().stream().allMatch(token -> Lexicon.TITLES.contains(token.text()));
    return older.verb().equals("be")
        && isWhole
        && older.isDefinite()
        && (older.subject().stream().anyMatch(Lexicon.ATTRIBUTES::contains)
            || (areNames(difference.older())
                && areNames(difference.newer())
                && older.subject().stream().anyMatch(Lexicon.ONLY_ONES::contains)));
  }

  private static boolean isRole(List<Token> value) {
    return Lexicon.isRole(value.getLast().text());
  }

  /** The verb with the words that say how the value relates to it. */
  private static String relation(Claim claim, Difference difference) {
    List<Token> before = difference.before();
    String participle =
        !before.isEmpty() && Lexicon.PARTICIPLES.contains(before.getFirst().text())
            ? " " + before.getFirst().text()
            : "";
    String preposition =
        before.stream()
            .map(Token::text)
            .filter(word -> Lexicon.PREPOSITIONS.contains(word))
            .reduce("", (first, last) -> " " + last);
    boolean isClose =
        before.isEmpty()
            || Lexicon.PREPOSITIONS.contains(before.getLast().text())
            || Lexicon.PARTICIPLES.contains(before.getLast().text())
            || before.stream().anyMatch(Token::isName);
    return isClose ? claim.verb() + participle + preposition : "";
  }

  private static boolean areNames(List<Token> value) {
    return value.getFirst().isName();
  }

  /** Whether the values are two of a kind, and neither is a part of the other. */
  private static boolean areOther(Claim older, Claim newer, Difference difference) {
    List<Token> one = value(difference.older());
    List<Token> two = value(difference.newer());
    if (one.isEmpty() || two.isEmpty() || one.size() > LONGEST || two.size() > LONGEST) {
      return false;
    }
    boolean isVague =
        one.stream().anyMatch(t -> Lexicon.RELATIVE.contains(t.text()))
            || two.stream().anyMatch(t -> Lexicon.RELATIVE.contains(t.text()))
            || conditions(difference.older()) != 0
            || conditions(difference.newer()) != 0;
    Set<String> words = one.stream().map(Token::text).collect(Collectors.toSet());
    boolean overlap = two.stream().map(Token::text).anyMatch(words::contains);
    return !isVague
        && !overlap
        && older.isIndefinite() == newer.isIndefinite()
        && one.getFirst().isName() == two.getFirst().isName()
        && isWithin(one) == isWithin(two);
  }

  /** A country is no other city: one may lie in the other. */
  private static boolean isWithin(List<Token> value) {
    return Lexicon.PLACES_WITHIN.contains(
            value.stream().map(Token::text).collect(Collectors.joining(" ")))
        || Lexicon.PLACES_WITHIN.contains(value.getLast().text()) && value.size() > 1;
  }

  private static long conditions(List<Token> tokens) {
    return tokens.stream()
        .filter(
            t ->
                Lexicon.CONDITIONAL.contains(t.text())
                    || t.says("in")
                    || t.says("on")
                    || t.says("at")
                    || t.says("by"))
        .count();
  }

  /** The value without what only goes with it. */
  private static List<Token> value(List<Token> tokens) {
    for (int i = 1; i < tokens.size(); i++) {
      if (Lexicon.IGNORABLE.contains(tokens.get(i).text())) {
        return tokens.subList(0, i);
      }
    }
    return tokens;
  }
}
