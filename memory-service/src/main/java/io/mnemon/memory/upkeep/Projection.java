package io.mnemon.memory.upkeep;

import io.mnemon.index.IndexChange;
import io.mnemon.index.IndexDocument;
import io.mnemon.memory.recall.BlindTerms;
import io.mnemon.memory.record.Attributes;
import io.mnemon.memory.record.Memory;
import io.mnemon.memory.record.MemoryReader.Stored;
import io.mnemon.memory.record.Sensitivity;
import java.util.UUID;

/**
 * What the index may know of a memory: of a private one the hashes of its words and its vector, of
 * a secret one nothing.
 */
final class Projection {
  private final BlindTerms blindTerms;

  Projection(BlindTerms blindTerms) {
    this.blindTerms = blindTerms;
  }

  IndexChange change(UUID tenant, Stored stored) {
    return switch (stored) {
      case Stored.Gone gone -> new IndexChange.Remove(gone.id(), gone.version());
      case Stored.Live live ->
          isSecret(live.memory())
              ? new IndexChange.Remove(live.id(), live.version())
              : new IndexChange.Put(document(tenant, live));
    };
  }

  /** Whether the memory is found by words only because its vector has not been made yet. */
  static boolean lacksVector(Stored stored) {
    return stored instanceof Stored.Live live
        && live.vector().isEmpty()
        && !isSecret(live.memory());
  }

  private IndexDocument document(UUID tenant, Stored.Live live) {
    Memory memory = live.memory();
    Attributes attributes = memory.attributes();
    return new IndexDocument(
        memory.id(),
        memory.version(),
        memory.scope().id(),
        memory.scope().layer(),
        attributes.kind().word(),
        attributes.sensitivity() == Sensitivity.PRIVATE
            ? blindTerms.ofText(tenant, attributes.content())
            : attributes.content(),
        live.vector().orElse(null),
        attributes.tags(),
        attributes.eventTime(),
        attributes.validFrom(),
        attributes.validTo(),
        attributes.expiresAt(),
        memory.episode());
  }

  private static boolean isSecret(Memory memory) {
    return memory.attributes().sensitivity() == Sensitivity.SECRET;
  }
}
