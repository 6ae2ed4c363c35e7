package io.mnemon.memory.truth;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a clause says of something.
 *
 * @param subject the words for what it is about, in no order
 * @param isDefinite whether they name one thing, e.g. by "the" or whose it is
 * @param verb its base form
 * @param rest what follows, without articles and words of emphasis
 * @param isIndefinite whether the value begins with "a" or "an"
 * @param negative whether it is denied
 * @param modes words such as "must" or "often" under which it is said
 * @param formerly whether it is said of the past only
 * @param now whether it says that this is new
 * @param also whether it says that something comes on top
 * @param change what was changed, where it tells of that
 */
record Claim(
    Set<String> subject,
    boolean isDefinite,
    String verb,
    List<Token> rest,
    boolean isIndefinite,
    boolean negative,
    Set<String> modes,
    boolean formerly,
    boolean now,
    boolean also,
    @Nullable Change change) {
  Claim {
    subject = Set.copyOf(subject);
    rest = List.copyOf(rest);
    modes = Set.copyOf(modes);
  }

  /**
   * A change.
   *
   * @param from what was left; empty if that is not said
   * @param to what it is now; empty if that is not said
   * @param isDated whether it is told of a time, so that it stays true of that time
   */
  record Change(List<Token> from, List<Token> to, boolean isDated) {
    Change {
      from = List.copyOf(from);
      to = List.copyOf(to);
    }
  }

  /** Several values at once, none of which is the only one. */
  boolean isList() {
    return rest.stream()
        .anyMatch(
            token ->
                token.type() == Token.Type.COMMA
                    || token.says("and")
                    || token.says("or")
                    || token.says("&"));
  }

  Claim with(String otherVerb, List<Token> otherRest) {
    return new Claim(
        subject,
        isDefinite,
        otherVerb,
        otherRest,
        isIndefinite,
        negative,
        modes,
        formerly,
        now,
        also,
        null);
  }
}
