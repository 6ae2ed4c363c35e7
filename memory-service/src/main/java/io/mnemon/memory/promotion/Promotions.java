package io.mnemon.memory.promotion;

import io.mnemon.memory.record.Adding;
import io.mnemon.memory.record.MemoryStore;
import io.mnemon.memory.sight.Placements;
import io.mnemon.memory.sight.Sights;
import io.mnemon.memory.sight.SubjectDirectory;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;

/** The parts of promotion, put together. */
public record Promotions(Promoting promoting, Approving approving) {

  public static Promotions of(
      SubjectDirectory directory,
      Sights sights,
      Placements placements,
      MemoryStore memories,
      Adding adding,
      PromotionStore store,
      ApprovalDesk desk,
      Approving.Pauses pauses,
      Supplier<UUID> ids,
      InstantSource clock) {
    Targets targets = new Targets(directory);
    Copying copying = new Copying(adding);
    Approving approving =
        new Approving(sights, memories, store, targets, copying, desk, pauses, clock);
    return new Promotions(
        new Promoting(
            sights, placements, memories, store, targets, copying, approving, desk, ids, clock),
        approving);
  }
}
