package io.mnemon.memory.truth;

import io.mnemon.memory.truth.Token.Type;
import io.mnemon.memory.truth.Verdict.Contradicts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Tells what a newer statement means for an older one.
 *
 * <p>Design. Precision before recall: to end a true fact by mistake is worse than to keep an old
 * one beside the new. So the older statement must be a single claim that is understood as a whole,
 * the newer must be about the very same subject, and they must differ in nothing but one value of
 * which there can only be one: a number, a date, an opposite, a denial, or the value of an
 * attribute that is known to have one at a time. Whatever else differs, a condition, a second
 * value, a hedge, leaves both standing.
 */
final class Comparison {
  private static final double NEARLY_THE_SAME = 0.95;
  private static final double MOSTLY_THE_SAME_WORDS = 0.8;
  private static final int MOST_SENTENCES = 20;

  private Comparison() {}

  /**
   * @param cosine how near their vectors are, if they have them
   */
  static Verdict of(String older, String newer, OptionalDouble cosine) {
    if (Sentences.plain(older).equals(Sentences.plain(newer))) {
      return new Verdict.Exact();
    }
    List<String> former = Sentences.of(older, 2);
    List<Claim> claims = former.size() == 1 ? ClaimReader.read(former.getFirst()) : List.of();
    if (claims.size() == 1) {
      Optional<Verdict> contradiction =
          Sentences.of(newer, MOST_SENTENCES).stream()
              .flatMap(sentence -> ClaimReader.read(sentence).stream())
              .flatMap(claim -> Contradiction.of(claims.getFirst(), claim).stream())
              .<Verdict>map(Contradicts::new)
              .findFirst();
      if (contradiction.isPresent()) {
        return contradiction.get();
      }
      if (saysTheSame(claims.getFirst(), newer)) {
        return new Verdict.NearDuplicate();
      }
    }
    return isNear(older, newer, cosine) ? new Verdict.NearDuplicate() : Verdict.UNRELATED;
  }

  private static boolean saysTheSame(Claim older, String newer) {
    List<Claim> claims = ClaimReader.read(newer);
    return claims.size() == 1
        && older.change() == null
        && claims.getFirst().change() == null
        && older.subject().equals(claims.getFirst().subject())
        && older.verb().equals(claims.getFirst().verb())
        && older.negative() == claims.getFirst().negative()
        && older.modes().equals(claims.getFirst().modes())
        && older.formerly() == claims.getFirst().formerly()
        && telling(older.rest()).equals(telling(claims.getFirst().rest()))
        && !swap(older.rest(), claims.getFirst().rest());
  }

  /** Much alike, and without a difference of the kind that makes look-alikes. */
  private static boolean isNear(String older, String newer, OptionalDouble cosine) {
    List<Token> one = Tokenizer.tokens(older);
    List<Token> other = Tokenizer.tokens(newer);
    Map<String, Long> words = telling(one);
    Map<String, Long> others = telling(other);
    if (!values(one).equals(values(other))
        || !names(one).equals(names(other))
        || negations(one) != negations(other)
        || swap(one, other)
        || words.keySet().stream()
            .anyMatch(word -> others.keySet().stream().anyMatch(o -> Lexicon.exclude(word, o)))) {
      return false;
    }
    long common = words.keySet().stream().filter(others::containsKey).count();
    long all = words.size() + others.size() - common;
    return cosine.orElse(0) >= NEARLY_THE_SAME
        || (all > 0 && (double) common / all >= MOSTLY_THE_SAME_WORDS);
  }

  private static Map<String, Long> telling(List<Token> tokens) {
    return tokens.stream()
        .map(Token::text)
        .filter(
            word ->
                !Lexicon.DETERMINERS.contains(word)
                    && !Lexicon.FILLERS.contains(word)
                    && !Lexicon.BE.contains(word)
                    && !word.equals("on")
                    && !word.equals("at")
                    && !word.equals(","))
        .map(word -> Optional.ofNullable(Lexicon.verb(word)).orElse(word))
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
  }

  private static Set<String> values(List<Token> tokens) {
    return tokens.stream().filter(Token::isValue).map(Token::text).collect(Collectors.toSet());
  }

  /** The first word has its capital from its place. */
  private static Set<String> names(List<Token> tokens) {
    return tokens.stream()
        .skip(1)
        .filter(token -> token.isName() && token.type() == Type.WORD)
        .map(Token::text)
        .filter(word -> !Lexicon.SELF.contains(word))
        .collect(Collectors.toSet());
  }

  private static long negations(List<Token> tokens) {
    return tokens.stream()
            .filter(t -> t.says("not") || t.says("no") || t.says("never") || t.says("without"))
            .count()
        % 2;
  }

  /** The same words in another order say something else. */
  private static boolean swap(List<Token> one, List<Token> other) {
    List<String> words = one.stream().map(Token::text).filter(Comparison::counts).toList();
    List<String> others = other.stream().map(Token::text).filter(Comparison::counts).toList();
    return !words.equals(others)
        && words.stream().sorted().toList().equals(others.stream().sorted().toList());
  }

  private static boolean counts(String word) {
    return !Lexicon.DETERMINERS.contains(word) && !Lexicon.FILLERS.contains(word);
  }
}
