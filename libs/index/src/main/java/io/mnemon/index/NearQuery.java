package io.mnemon.index;

import io.mnemon.inference.Embedding;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/**
 * A look for memories of one scope by their vectors alone.
 *
 * @param scope the scope that they belong to
 * @param vector what they are near to
 * @param now only memories that are valid at this time and have not expired
 * @param least the least cosine, −1…1
 * @param most how many are wanted at most
 */
public record NearQuery(UUID scope, Embedding vector, Instant now, double least, int most) {
  public NearQuery {
    if (most < 1) {
      throw new IllegalArgumentException(most + " are wanted; it must be at least 1");
    }
  }

  /** A search that may find the same memories, however near. */
  public IndexQuery search() {
    return new IndexQuery(
        Set.of(scope), Set.of(), Set.of(), Set.of(), null, Set.of(), vector, now, now, most);
  }
}
