package io.mnemon.memory.record;

import com.fasterxml.jackson.annotation.JsonCreator;
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
 * @param recallId the recall that it was learnt from
 * @param derivedFrom the memory that it was extracted from
 * @param importedFrom who wrote it where it was exported, if nobody here is that
 */
public record Provenance(
    UUID principal,
    @Nullable String session,
    List<String> messageIds,
    @Nullable Double trust,
    @Nullable UUID recallId,
    @Nullable UUID derivedFrom,
    @Nullable UUID importedFrom) {
  @JsonCreator
  public Provenance {
    messageIds = List.copyOf(messageIds);
  }

  /** Of what is made from the memory. */
  Provenance leadingTo(UUID by, UUID memory) {
    return new Provenance(by, session, messageIds, trust, recallId, memory, null);
  }

  /** Of a memory that was written here, learnt by neither recall nor extraction. */
  public Provenance(
      UUID principal, @Nullable String session, List<String> messageIds, @Nullable Double trust) {
    this(principal, session, messageIds, trust, null, null, null);
  }
}
