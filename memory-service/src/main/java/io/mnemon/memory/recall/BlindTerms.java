package io.mnemon.memory.recall;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Words that an index can compare but not read: stands in the index for the text of a private
 * memory, and in a query beside its plain words.
 *
 * <p>What it gives away: which private memories of a tenant share a term, and how often it occurs
 * in each. The order of the words is lost.
 */
public final class BlindTerms {
  /**
   * Sixteen consonants, so that four bits are a letter. An index that stems leaves a word without
   * vowels alone, and no prose collides with twenty of them.
   */
  private static final String LETTERS = "bcdfghjklmnpqrtv";

  private static final int HASH_BYTES = 10;

  /** A query of more terms is a text; its first ones tell what it is about. */
  private static final int MAX_QUERY_TERMS = 64;

  private static final String TERM_PURPOSE = "term:";

  private final TermHash hash;

  public BlindTerms(TermHash hash) {
    this.hash = hash;
  }

  /** What the index holds of a text. */
  public String ofText(UUID tenant, String text) {
    Map<String, String> blinded = new HashMap<>();
    return Terms.of(text).stream()
        .map(term -> blinded.computeIfAbsent(term, some -> blind(tenant, some)))
        .sorted()
        .collect(Collectors.joining(" "));
  }

  /** What finds it, for a query's words. */
  public Set<String> ofQuery(UUID tenant, String text) {
    return Terms.of(text).stream()
        .distinct()
        .limit(MAX_QUERY_TERMS)
        .map(term -> blind(tenant, term))
        .collect(Collectors.toUnmodifiableSet());
  }

  private String blind(UUID tenant, String term) {
    byte[] digest = hash.hash(tenant, TERM_PURPOSE + term);
    StringBuilder word = new StringBuilder(2 * HASH_BYTES);
    for (int i = 0; i < HASH_BYTES; i++) {
      word.append(LETTERS.charAt((digest[i] >> 4) & 0xf)).append(LETTERS.charAt(digest[i] & 0xf));
    }
    return word.toString();
  }
}
