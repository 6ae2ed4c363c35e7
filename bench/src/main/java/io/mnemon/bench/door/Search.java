package io.mnemon.bench.door;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A question to the platform.
 *
 * @param user whose memories are looked through; null: everything that the credential sees
 * @param referenceTime what words of time in the question count from; null: now
 */
public record Search(
    @Nullable String user, String query, int limit, @Nullable Instant referenceTime) {

  /** A question of now. */
  public Search(@Nullable String user, String query, int limit) {
    this(user, query, limit, null);
  }
}
