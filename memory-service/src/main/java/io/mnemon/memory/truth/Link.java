package io.mnemon.memory.truth;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * That a newer memory has ended the validity of an older one.
 *
 * @param reason a word for why
 * @param closedAt the end of validity that it set
 * @param openUntil the end that the older one had, for ever if null
 * @param undone when somebody restored the older one; such a pair is left alone
 */
public record Link(
    UUID older,
    UUID newer,
    UUID scopeId,
    String reason,
    Instant closedAt,
    @Nullable Instant openUntil,
    @Nullable Instant undone) {

  boolean stands() {
    return undone == null;
  }

  boolean concerns(UUID memory) {
    return older.equals(memory) || newer.equals(memory);
  }
}
