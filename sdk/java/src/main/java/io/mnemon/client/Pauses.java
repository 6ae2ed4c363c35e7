package io.mnemon.client;

import io.mnemon.api.ServiceException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** When a call is made again: after what time, if at all. */
final class Pauses {
  private static final Duration FIRST = Duration.ofMillis(200);
  private static final int MOST_DOUBLINGS = 5;
  private static final Optional<Duration> NONE = Optional.empty();

  private Pauses() {}

  /**
   * The pause before the next attempt; none if there is to be none.
   *
   * @param repeatable whether a second call does no more than the first
   * @param attempt which attempt failed, from 1
   */
  static Optional<Duration> after(ServiceException failure, boolean repeatable, int attempt) {
    return switch (failure.code()) {
      // Comes before anything was done; where no time is told, waiting does not help.
      case RESOURCE_EXHAUSTED -> failure.retryAfter();
      case UNAVAILABLE ->
          repeatable ? Optional.of(failure.retryAfter().orElseGet(() -> growing(attempt))) : NONE;
      case INVALID_ARGUMENT,
          DEADLINE_EXCEEDED,
          NOT_FOUND,
          ALREADY_EXISTS,
          PERMISSION_DENIED,
          FAILED_PRECONDITION,
          ABORTED,
          UNIMPLEMENTED,
          INTERNAL,
          UNAUTHENTICATED ->
          NONE;
    };
  }

  private static Duration growing(int attempt) {
    long longest = FIRST.toMillis() << Math.min(attempt - 1, MOST_DOUBLINGS);
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(longest / 2, longest));
  }
}
