package io.mnemon.memory.record;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.crypto.Bytes;
import io.mnemon.inference.Embedding;
import io.mnemon.memory.record.MemoryStore.Identity;
import io.mnemon.memory.record.MemoryStore.NewMemory;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** Where one item of a request to add stands on its way. */
sealed interface AddItem {

  /** It cannot be kept. */
  record Refused(ServiceException error) implements AddItem {}

  /** The memory with this id says it already. */
  record Known(UUID duplicateOf) implements AddItem {}

  /** The caller was given it by a recall. */
  record Recalled(Memory memory) implements AddItem {}

  /** It is new. */
  record Fresh(Memory memory, Bytes contentHash, Identity identity, Optional<Embedding> vector)
      implements AddItem {

    Fresh with(Optional<Embedding> made, List<UUID> nearDuplicates) {
      return new Fresh(memory.with(memory.arrival(), nearDuplicates), contentHash, identity, made);
    }

    NewMemory toKeep() {
      return new NewMemory(memory, contentHash, identity.hash(), vector);
    }

    /** Turns repeat each other all the time: only what stands alone is linked. */
    boolean linksNearDuplicates() {
      return !memory.isTurn();
    }

    boolean wantsVector() {
      return memory.attributes().sensitivity() != Sensitivity.SECRET;
    }
  }

  /** What a repeated call is to answer for it. */
  default KeptAnswer.Item answer() {
    return switch (this) {
      case Refused(ServiceException error) ->
          new KeptAnswer.Item(
              null,
              false,
              error.code(),
              error.publicMessage(),
              error.violations().isEmpty() ? null : error.violations().getFirst().field(),
              null);
      case Recalled(Memory memory) -> KeptAnswer.Item.duplicate(memory.id());
      case Known(UUID duplicateOf) -> KeptAnswer.Item.duplicate(duplicateOf);
      case Fresh fresh -> KeptAnswer.Item.kept(fresh.memory().id());
    };
  }

  default AddOutcome outcome(Map<UUID, Memory> memories) {
    return switch (this) {
      case Refused(ServiceException error) -> new AddOutcome.Refused(error);
      case Recalled(Memory memory) -> new AddOutcome.Duplicate(memory);
      case Fresh fresh ->
          new AddOutcome.Added(
              Objects.requireNonNull(memories.get(fresh.memory().id()), "what was kept"));
      case Known(UUID duplicateOf) -> {
        Memory memory = memories.get(duplicateOf);
        yield memory == null
            ? new AddOutcome.Refused(
                new ServiceException(
                    ErrorCode.ABORTED,
                    "a memory that says the same was deleted at this moment: add it again"))
            : new AddOutcome.Duplicate(memory);
      }
    };
  }
}
