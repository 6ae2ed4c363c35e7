package io.mnemon.memory.transfer;

import io.mnemon.inference.Embedding;
import io.mnemon.memory.record.MemoryStore.MemoryVersion;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A memory with all that a reader may know of it, as it was at one moment.
 *
 * @param newest its newest version
 * @param earlier the versions before it, oldest first
 * @param leftOut how many of the oldest versions are not among them
 * @param vector its vector in the active space, if it has one and was asked for
 */
public record WholeMemory(
    MemoryVersion newest, List<MemoryVersion> earlier, int leftOut, Optional<Embedding> vector)
    implements ToldMemory {
  public WholeMemory {
    earlier = List.copyOf(earlier);
  }

  @Override
  public UUID id() {
    return newest.memory().id();
  }
}
