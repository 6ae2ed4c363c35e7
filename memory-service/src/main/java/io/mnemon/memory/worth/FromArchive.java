package io.mnemon.memory.worth;

import io.mnemon.memory.record.Archive;
import io.mnemon.memory.record.AtHand;
import io.mnemon.memory.record.Memory;
import io.mnemon.memory.record.UnreadableException;
import io.mnemon.memory.record.Worth;
import io.mnemon.tenancy.TenantScope;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Brings memories back from the archive. */
public final class FromArchive implements AtHand {
  private final ArchiveStore store;
  private final Archive archive;
  private final UseFeed feed;
  private final InstantSource clock;

  public FromArchive(ArchiveStore store, Archive archive, UseFeed feed, InstantSource clock) {
    this.store = store;
    this.archive = archive;
    this.feed = feed;
    this.clock = clock;
  }

  @Override
  public Memory atHand(TenantScope scope, Memory memory) {
    if (!memory.worth().isArchived()) {
      return memory;
    }
    TenantScope own = scope.narrowedTo(Set.of(memory.scope().id()));
    Optional<UUID> object = store.object(own, memory.id());
    if (object.isPresent()) {
      Archive.Cold cold =
          archive
              .find(scope.tenant(), object.get())
              .orElseThrow(() -> UnreadableException.lost(memory.id(), null));
      // Somebody may have brought it back, or deleted it, in this moment: whatever comes next sees.
      var unused = store.bringBack(own, object.get(), memory.id(), cold);
    }
    Worth worth = memory.worth();
    return memory.with(
        new Worth(worth.uses(), worth.lastUse(), worth.doubt(), worth.freshness(), false));
  }

  @Override
  public Memory restored(TenantScope scope, Memory memory) {
    if (!memory.worth().isArchived()) {
      return memory;
    }
    Memory back = atHand(scope, memory);
    Memory fresh =
        back.with(back.worth().lookedAfter(clock.instant().truncatedTo(ChronoUnit.MICROS)));
    store.lookAfter(scope.narrowedTo(Set.of(memory.scope().id())), fresh);
    feed.used(scope.tenant(), fresh);
    return fresh;
  }
}
