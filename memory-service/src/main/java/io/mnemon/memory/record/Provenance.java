package io.mnemon.memory.record;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where a memory came from.
 *
 * @param principal who wrote it
 * @param session the session in which it was learnt
 * @param messageIds the messages that it was made from
 * @param trust how far its source is trusted, 0 to 1
 */
public record Provenance(
    UUID principal, @Nullable String session, List<String> messageIds, @Nullable Double trust) {
  public Provenance {
    messageIds = List.copyOf(messageIds);
  }
}
