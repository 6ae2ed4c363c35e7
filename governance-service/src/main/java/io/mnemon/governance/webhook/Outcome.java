package io.mnemon.governance.webhook;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What came of an attempt. */
sealed interface Outcome {
  /** The status of the reply, if there was one. */
  @Nullable Integer status();

  /** How the reply began. */
  String reply();

  record Delivered(Integer status, String reply) implements Outcome {}

  /**
   * It failed.
   *
   * @param next when it is tried again; null if it is not
   * @param disabling why the receiver gets nothing more from now on; null if it does
   */
  record Failed(
      @Nullable Integer status,
      String reply,
      String error,
      @Nullable Instant next,
      @Nullable String disabling)
      implements Outcome {}
}
