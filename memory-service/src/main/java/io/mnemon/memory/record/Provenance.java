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
 * @param importedFrom who wrote it where it was exported, if nobody here is that
 */
public record Provenance(
    UUID principal,
    @Nullable String session,
    List<String> messageIds,
    @Nullable Double trust,
    @Nullable UUID importedFrom) {
  public Provenance {
    messageIds = List.copyOf(messageIds);
  }

  /** Of a memory that was written here. */
  public Provenance(
      UUID principal, @Nullable String session, List<String> messageIds, @Nullable Double trust) {
    this(principal, session, messageIds, trust, null);
  }
}
