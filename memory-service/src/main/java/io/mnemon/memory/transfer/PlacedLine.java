package io.mnemon.memory.transfer;

import io.mnemon.memory.record.Draft;
import io.mnemon.memory.record.Memory;
import io.mnemon.memory.record.MemoryStore.MemoryVersion;
import io.mnemon.memory.record.MemoryStore.NewMemory;
import io.mnemon.memory.record.Provenance;
import io.mnemon.memory.record.Supersessions;
import io.mnemon.memory.sight.MemoryScope;
import io.mnemon.memory.transfer.ArrivingLine.Past;
import io.mnemon.memory.transfer.ArrivingLine.Right;
import io.mnemon.memory.transfer.TransferStore.Arriving;
import io.mnemon.tenancy.Caller;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A line with the scope that it belongs to, or what became of it already. */
sealed interface PlacedLine {
  record No(LineOutcome.Refused outcome) implements PlacedLine {}

  /**
   * @param importer who imports it
   * @param now when
   */
  record Yes(Right line, MemoryScope scope, Caller importer, Instant now) implements PlacedLine {

    /** The memory as it is to be kept under an id. */
    Arriving arriving(UUID id, Function<Memory, NewMemory> kept) {
      Past past = line.past();
      Memory newest = memory(id);
      List<MemoryVersion> earlier =
          past.earlier().stream()
              .map(
                  version ->
                      new MemoryVersion(
                          newest.at(version.version(), version.attributes(), version.at()),
                          version.change(),
                          known(version.changedBy())))
              .toList();
      return new Arriving(kept.apply(newest), past.change(), known(past.changedBy()), earlier);
    }

    private Memory memory(UUID id) {
      Draft draft = line.draft();
      Past past = line.past();
      Instant created = Objects.requireNonNullElse(past.createdAt(), now);
      Memory memory =
          new Memory(
              id,
              scope,
              draft.attributes(),
              draft.episode(),
              draft.sourceMessageId(),
              draft.source(),
              new Provenance(
                  known(past.author()),
                  draft.learntInSession(),
                  draft.messageIds(),
                  draft.trust(),
                  draft.recallId(),
                  past.derivedFrom(),
                  importedFrom(past)),
              past.version(),
              created,
              Objects.requireNonNullElse(past.updatedAt(), created),
              0,
              line.nearDuplicates());
      return memory.with(new Supersessions(List.of(), past.supersededBy()));
    }

    private @Nullable UUID importedFrom(Past past) {
      UUID author = past.author();
      return author == null || isKnown(author) ? past.importedFrom() : author;
    }

    private UUID known(@Nullable UUID told) {
      return told != null && isKnown(told) ? told : importer.principal();
    }

    /** An importer speaks for itself and for the subjects of the scope, and for nobody else. */
    private boolean isKnown(UUID principal) {
      return principal.equals(importer.principal())
          || principal.equals(scope.key().user())
          || principal.equals(scope.key().agent());
    }
  }
}
