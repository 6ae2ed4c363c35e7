package io.mnemon.gateway.limits;

import java.time.Duration;
import java.util.List;

/** How an attempt to take tokens ended. */
sealed interface Taking {
  /**
   * All draws were served.
   *
   * @param parts what each of them got, in their order
   */
  record Taken(List<Part> parts) implements Taking {
    public Taken {
      parts = List.copyOf(parts);
    }
  }

  /**
   * Nothing was taken from any bucket.
   *
   * @param draw the place of the draw that has to wait for longest
   * @param left the tokens that are in its bucket
   * @param retryAfter after what time it is served if nobody else takes anything
   */
  record Short(int draw, double left, Duration retryAfter) implements Taking {}

  /**
   * What a draw got.
   *
   * @param tokens how many tokens
   * @param left how many are left in the bucket
   */
  record Part(long tokens, double left) {}
}
