package io.mnemon.bench.door;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A memory to be kept in the layer {@code user}.
 *
 * @param episode the conversation that it is a turn of; null: of none
 * @param messageId its id at the source; null: none
 */
public record Draft(
    String user,
    String content,
    String kind,
    @Nullable String episode,
    @Nullable Instant eventTime,
    @Nullable String messageId) {

  public static Draft fact(String user, String content) {
    return new Draft(user, content, "fact", null, null, null);
  }

  public static Draft turn(
      String user, String content, String episode, Instant eventTime, String messageId) {
    return new Draft(user, content, "episode", episode, eventTime, messageId);
  }
}
