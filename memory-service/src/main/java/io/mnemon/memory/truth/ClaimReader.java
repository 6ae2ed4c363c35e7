package io.mnemon.memory.truth;

import io.mnemon.memory.truth.Token.Type;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what sentences claim. What is only possible, asked, wished or over is no claim, and what is
 * not understood is none either: nothing must follow from it.
 */
final class ClaimReader {
  private static final Pattern KEY_AND_VALUE =
      Pattern.compile("([\\p{L}][\\p{L}\\p{N} _./-]{1,40})\\s?[:=]\\s+(\\S.*)");
  private static final Pattern PREFACE =
      Pattern.compile(
          "(?i)^(?:update|correction|fyi|note|fact|reminder|remember|actually|preference|info"
              + "|decision|so|well)\\b\\s*[:,-]\\s*");
  private static final Pattern SINCE =
      Pattern.compile(
          "(?i)\\s*,?\\s*\\b(?:as of|since|effective|starting|beginning|with effect from)\\b"
              + "(?: (?:last|this|next|the|early|late|mid))?[^,.]*$");
  private static final Pattern OPENING_SINCE =
      Pattern.compile("(?i)^(?:as of|since|effective|starting|from) [^,]{2,30}, ");
  private static final Set<String> OPENERS =
      Set.of("in", "on", "at", "during", "for", "when", "after", "before", "while", "by", "under");
  private static final Set<String> DO = Set.of("do", "does");

  private ClaimReader() {}

  /** The claims of a sentence in their order; none if it is not understood. */
  static List<Claim> read(String sentence) {
    String text = PREFACE.matcher(sentence.strip()).replaceFirst("");
    text = OPENING_SINCE.matcher(text).replaceFirst("Now ");
    text = SINCE.matcher(text.replaceAll("[.!]+$", "")).replaceFirst("");
    if (text.contains("?") || text.isBlank()) {
      return List.of();
    }
    Matcher pair = KEY_AND_VALUE.matcher(text);
    if (pair.matches() && !hasVerb(Tokenizer.tokens(pair.group(1)))) {
      text = "The " + pair.group(1) + " is " + pair.group(2);
    }
    List<Token> tokens = Tokenizer.tokens(text);
    if (isHedged(tokens)) {
      return List.of();
    }
    List<Claim> claims = new ArrayList<>();
    Set<String> subject = null;
    for (List<Token> clause : clauses(tokens)) {
      Optional<Claim> claim = new Clause(clause, subject).claim();
      claim.ifPresent(claims::add);
      subject = claim.map(Claim::subject).orElse(subject);
    }
    return claims;
  }

  private static boolean isHedged(List<Token> tokens) {
    for (int i = 0; i < tokens.size(); i++) {
      String word = tokens.get(i).text();
      boolean isIntent =
          (word.equals("plan") || word.equals("plans"))
              && i + 1 < tokens.size()
              && (tokens.get(i + 1).says("to") || tokens.get(i + 1).says("on"));
      if (isIntent || Lexicon.HEDGES.contains(word)) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasVerb(List<Token> tokens) {
    return tokens.stream()
        .anyMatch(t -> Lexicon.BE.contains(t.text()) || t.says("has") || t.says("have"));
  }

  /** The parts between commas and conjunctions, where what follows has a verb of its own. */
  private static List<List<Token>> clauses(List<Token> tokens) {
    List<List<Token>> clauses = new ArrayList<>();
    List<Token> current = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      boolean isBreak = token.type() == Type.COMMA || token.says("and") || token.says("but");
      int next = i + 1;
      while (isBreak && next < tokens.size() && isJoint(tokens.get(next))) {
        next++;
      }
      if (isBreak && !current.isEmpty() && beginsClause(tokens, next)) {
        clauses.add(current);
        current = new ArrayList<>();
        i = next - 1;
      } else {
        current.add(token);
      }
    }
    clauses.add(current);
    return clauses;
  }

  private static boolean isJoint(Token token) {
    return token.type() == Type.COMMA
        || token.says("and")
        || token.says("but")
        || token.says("so")
        || token.says("then");
  }

  private static boolean beginsClause(List<Token> tokens, int from) {
    int at = from;
    while (at < tokens.size() && Lexicon.FILLERS.contains(tokens.get(at).text())) {
      at++;
    }
    if (at < tokens.size()
        && (Lexicon.PRONOUNS.contains(tokens.get(at).text())
            || Lexicon.SELF.contains(tokens.get(at).text())
            || tokens.get(at).says("we"))) {
      at++;
    }
    while (at < tokens.size() && Lexicon.FILLERS.contains(tokens.get(at).text())) {
      at++;
    }
    if (at >= tokens.size()) {
      return false;
    }
    String word = tokens.get(at).text();
    return Lexicon.BE.contains(word)
        || word.equals("no") && at + 1 < tokens.size() && tokens.get(at + 1).says("longer")
        || Lexicon.CHANGES.containsKey(word)
        || word.equals("does")
        || word.equals("has")
        || word.endsWith("s") && Lexicon.verb(word) != null;
  }

  /** A clause on the way to a claim. */
  private static final class Clause {
    private final List<Token> tokens;
    private final @Nullable Set<String> inherited;
    private final Set<String> modes = new HashSet<>();
    private boolean negative;
    private boolean now;
    private boolean also;
    private boolean formerly;
    private boolean isPast;
    private int at;

    Clause(List<Token> tokens, @Nullable Set<String> inherited) {
      this.tokens = new ArrayList<>(tokens);
      this.inherited = inherited;
    }

    Optional<Claim> claim() {
      condition();
      int verbAt = verbAt();
      if (verbAt < 0) {
        return Optional.empty();
      }
      List<Token> before = tokens.subList(0, verbAt);
      before.forEach(this::mark);
      Optional<Set<String>> subject = subject(before);
      if (subject.isEmpty()) {
        return Optional.empty();
      }
      boolean isDefinite =
          before.stream()
              .anyMatch(
                  t ->
                      t.isName()
                          || Lexicon.DETERMINERS.contains(t.text())
                              && !Lexicon.SOME.contains(t.text()));
      at = verbAt;
      String verb = verb();
      if (verb.isEmpty()) {
        return Optional.empty();
      }
      boolean isIndefinite =
          at < tokens.size() && (tokens.get(at).says("a") || tokens.get(at).says("an"));
      List<Token> rest = rest();
      Claim plain =
          new Claim(
              subject.get(),
              isDefinite,
              verb,
              rest,
              isIndefinite,
              negative,
              modes,
              formerly,
              now,
              also,
              null);
      return Lexicon.CHANGES.containsKey(verb) ? changed(plain) : Optional.of(plain);
    }

    /** What stands in front up to a comma is the condition under which it is said. */
    private void condition() {
      if (tokens.isEmpty() || !OPENERS.contains(tokens.getFirst().text())) {
        return;
      }
      for (int i = 1; i < Math.min(8, tokens.size()); i++) {
        if (tokens.get(i).type() == Type.COMMA) {
          tokens.subList(0, i).forEach(token -> modes.add("(" + token.text()));
          tokens.subList(0, i + 1).clear();
          return;
        }
      }
    }

    private int verbAt() {
      for (int i = 0; i < tokens.size(); i++) {
        String word = tokens.get(i).text();
        String next = i + 1 < tokens.size() ? tokens.get(i + 1).text() : "";
        boolean isAuxiliary =
            Lexicon.BE.contains(word)
                || word.equals("was")
                || word.equals("were")
                || DO.contains(word)
                || Lexicon.MODALS.contains(word)
                || word.equals("has")
                || word.equals("have");
        boolean isSimple =
            Lexicon.verb(word) != null
                && !Lexicon.BE.contains(next)
                && !next.equals("'s")
                && (word.endsWith("s")
                        && Lexicon.verb(word) != null
                        && !word.equals(Lexicon.verb(word))
                    || i > 0 && takesBase(tokens.get(i - 1).text()));
        boolean isUsedTo = word.equals("used") && next.equals("to");
        boolean isNoLonger = word.equals("no") && next.equals("longer") && i > 0;
        if (isAuxiliary
            || isUsedTo
            || isNoLonger
            || word.equals("never")
            || isSimple
            || Lexicon.CHANGES.containsKey(word) && (i > 0 || inherited != null)) {
          return i;
        }
      }
      return -1;
    }

    private static boolean takesBase(String word) {
      return Set.of("i", "we", "you", "they", "users", "always", "now", "still", "currently", "all")
              .contains(word)
          || word.length() > 3 && word.endsWith("s") && Lexicon.verb(word) == null;
    }

    private void mark(Token token) {
      now |= Lexicon.NOW.contains(token.text());
      also |= Lexicon.ADDITIVE.contains(token.text());
      if (Lexicon.FREQUENCY.contains(token.text())) {
        modes.add(token.text());
      }
    }

    private Optional<Set<String>> subject(List<Token> before) {
      Set<String> words = new HashSet<>();
      for (Token token : before) {
        String word = token.text();
        if (Lexicon.SELF.contains(word) || word.equals("my")) {
          words.add("user");
        } else if (word.equals("our")) {
          words.add("we");
        } else if (!Lexicon.DETERMINERS.contains(word)
            && !Lexicon.FILLERS.contains(word)
            && !Lexicon.ADDITIVE.contains(word)
            && !Lexicon.FREQUENCY.contains(word)
            && !Lexicon.PREPOSITIONS.contains(word)
            && token.type() != Type.COMMA) {
          words.add(word);
        }
      }
      String first = before.isEmpty() ? "" : before.getFirst().text();
      if (words.isEmpty() || (before.size() <= 2 && Lexicon.PRONOUNS.contains(first))) {
        return inherited != null
            ? Optional.of(inherited)
            : before.stream().anyMatch(t -> Lexicon.PRONOUNS.contains(t.text()))
                ? Optional.empty()
                : Optional.of(Set.of("user"));
      }
      boolean isSome =
          Lexicon.SOME.contains(first)
              || Lexicon.PRONOUNS.contains(first)
              || Set.of("his", "her", "their", "its").contains(first)
              || words.stream().anyMatch(Lexicon.PRONOUNS::contains)
              || words.contains("and")
              || words.contains("or");
      return isSome ? Optional.empty() : Optional.of(words);
    }

    /** Reads the words of the verb; empty if it tells of what is over or is not understood. */
    private String verb() {
      String verb = "";
      while (at < tokens.size()) {
        String word = tokens.get(at).text();
        String next = at + 1 < tokens.size() ? tokens.get(at + 1).text() : "";
        if (word.equals("not") || word.equals("never")) {
          negative = !negative;
        } else if (word.equals("no") && next.equals("longer")) {
          negative = true;
          at++;
        } else if (Lexicon.FILLERS.contains(word)
            || Lexicon.ADDITIVE.contains(word)
            || Lexicon.FREQUENCY.contains(word)) {
          mark(tokens.get(at));
        } else if (word.equals("used") && next.equals("to")) {
          formerly = true;
          at++;
          verb = "do";
        } else if (DO.contains(word) && verb.isEmpty()) {
          verb = "do";
        } else if (word.equals("was") || word.equals("were")) {
          isPast = true;
          verb = "be";
        } else if (Lexicon.MODALS.contains(word) && verb.isEmpty()) {
          if (!word.equals("will")) {
            modes.add(word);
          }
          verb = "do";
        } else if (Lexicon.BE.contains(word)) {
          verb = "be";
        } else if ((word.equals("has") || word.equals("have")) && verb.isEmpty()) {
          verb = "have";
        } else {
          return ending(verb, word);
        }
        at++;
      }
      return isPast ? "" : verb.equals("do") ? "" : verb;
    }

    /** What the word after the auxiliaries makes of them. */
    private String ending(String auxiliary, String word) {
      if (Lexicon.CHANGES.containsKey(word)) {
        at++;
        return word;
      }
      String known = Lexicon.verb(word);
      switch (auxiliary) {
        case "" -> {
          at++;
          return known == null ? "" : canonical(known);
        }
        case "do" -> {
          at++;
          return word.equals("have") ? "have" : canonical(known == null ? word : known);
        }
        case "be" -> {
          if (isPast && !Lexicon.ONCE.contains(word)) {
            return "";
          }
          if (word.endsWith("ing") && known != null) {
            at++;
            return canonical(known);
          }
          return "be";
        }
        default -> {
          return word.endsWith("ed") && !word.equals("red") ? "" : "have";
        }
      }
    }

    /** Liking and disliking are one attitude. */
    private String canonical(String verb) {
      return switch (verb) {
        case "love", "enjoy", "adore" -> "like";
        case "dislike", "hate", "detest", "loathe" -> {
          negative = !negative;
          yield "like";
        }
        case "reside" -> "live";
        case "begin" -> "start";
        default -> verb;
      };
    }

    private List<Token> rest() {
      List<Token> rest = new ArrayList<>();
      for (Token token : tokens.subList(at, tokens.size())) {
        mark(token);
        String word = token.text();
        boolean isNegation = word.equals("not") || (word.equals("no") && rest.isEmpty());
        if (isNegation) {
          negative = !negative;
        } else if (!(Lexicon.DETERMINERS.contains(word) && !word.equals("of"))
            && !Lexicon.FILLERS.contains(word)
            && !Lexicon.ADDITIVE.contains(word)
            && !Lexicon.FREQUENCY.contains(word)
            && !word.equals("any")) {
          rest.add(token);
        }
      }
      while (!rest.isEmpty() && rest.getLast().type() == Type.COMMA) {
        rest.removeLast();
      }
      return rest;
    }

    private Optional<Claim> changed(Claim claim) {
      return ChangeReader.read(
          claim, String.valueOf(Lexicon.CHANGES.get(claim.verb())), isPast || tokensSay("been"));
    }

    private boolean tokensSay(String word) {
      return tokens.stream().anyMatch(token -> token.says(word));
    }
  }
}
