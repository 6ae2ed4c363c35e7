package io.mnemon.memory.truth;

import io.mnemon.crypto.Bytes;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What one search answered to one principal.
 *
 * @param memories the memories of the answer, best first
 * @param said what they say, sentence by sentence and as a whole
 */
public record Recalled(
    UUID tenant, UUID recallId, UUID principal, Instant at, List<UUID> memories, List<Said> said) {
  public Recalled {
    memories = List.copyOf(memories);
    said = List.copyOf(said);
  }

  /** The keyed hash of something that a memory says. */
  public record Said(Bytes hash, UUID memory) {}
}
