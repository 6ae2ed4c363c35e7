package io.mnemon.governance.webhook;

import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event on its way to one receiver.
 *
 * @param attempts how often it was sent since it was made or asked for again
 * @param nextAttemptAt null once it is done
 * @param status of the last reply; null if there was none
 * @param error why the last attempt failed
 * @param reply how the last reply began
 */
record Delivery(
    UUID id,
    UUID event,
    String type,
    State state,
    int attempts,
    Instant createdAt,
    @Nullable Instant attemptedAt,
    @Nullable Instant nextAttemptAt,
    @Nullable Integer status,
    @Nullable String error,
    @Nullable String reply) {
  /** Where it stands. */
  enum State {
    PENDING,
    DELIVERED,
    DEAD;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Optional<State> ofWord(String word) {
      return Arrays.stream(values()).filter(state -> state.word().equals(word)).findFirst();
    }
  }
}
