package io.mnemon.index;

import io.mnemon.inference.Embedding;
import io.mnemon.tenancy.Layer;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A search by words, by a vector, or by both. All conditions hold inside the index, before anything
 * is ranked.
 *
 * @param scopes the scopes that may be seen; empty: nothing is found
 * @param layers the layers wanted; empty: all
 * @param kinds the kinds wanted; empty: all
 * @param tags the tags that a memory must have, all of them
 * @param text the words to find; null or without a word: no lexical leg
 * @param hashes words that stand for themselves, e.g. hashes of words of private memories; found
 *     beside those of the text
 * @param vector the vector to be near to; null: no dense leg
 * @param asOf only memories that are valid at this time
 * @param now only memories that have not expired at this time
 * @param filter what else a memory must be like; null: anything
 * @param depth how many hits each leg returns at most
 */
public record IndexQuery(
    Set<UUID> scopes,
    Set<Layer> layers,
    Set<String> kinds,
    Set<String> tags,
    @Nullable String text,
    Set<String> hashes,
    @Nullable Embedding vector,
    Instant asOf,
    Instant now,
    @Nullable Filter filter,
    int depth) {
  public IndexQuery {
    scopes = Set.copyOf(scopes);
    layers = Set.copyOf(layers);
    kinds = Set.copyOf(kinds);
    tags = Set.copyOf(tags);
    hashes = Set.copyOf(hashes);
    if (depth < 1) {
      throw new IllegalArgumentException("depth is " + depth + "; it must be at least 1");
    }
  }

  /** The same search, near to another vector; null: no dense leg. */
  public IndexQuery toward(@Nullable Embedding other) {
    return new IndexQuery(
        scopes, layers, kinds, tags, text, hashes, other, asOf, now, filter, depth);
  }

  /** Without a filter. */
  public IndexQuery(
      Set<UUID> scopes,
      Set<Layer> layers,
      Set<String> kinds,
      Set<String> tags,
      @Nullable String text,
      Set<String> hashes,
      @Nullable Embedding vector,
      Instant asOf,
      Instant now,
      int depth) {
    this(scopes, layers, kinds, tags, text, hashes, vector, asOf, now, null, depth);
  }
}
