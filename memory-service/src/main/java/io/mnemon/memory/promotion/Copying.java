package io.mnemon.memory.promotion;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.crypto.Bytes;
import io.mnemon.memory.record.AddOutcome;
import io.mnemon.memory.record.Adding;
import io.mnemon.memory.record.Draft;
import io.mnemon.memory.record.Idempotency;
import io.mnemon.memory.record.Memory;
import io.mnemon.memory.record.Sensitivity;
import io.mnemon.memory.sight.MemoryScope;
import io.mnemon.memory.sight.NamedScope;
import io.mnemon.tenancy.Caller;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Makes the copy of a memory that more people read, without e-mail addresses and telephone numbers.
 * Made again for the same promotion, it is the same copy.
 */
final class Copying {
  private final Adding adding;

  Copying(Adding adding) {
    this.adding = adding;
  }

  /**
   * @throws ServiceException FAILED_PRECONDITION if the memory must not be read by more people
   */
  static void requireShareable(Memory memory) {
    Sensitivity sensitivity = memory.attributes().sensitivity();
    if (sensitivity == Sensitivity.PRIVATE || sensitivity == Sensitivity.SECRET) {
      throw new ServiceException(
          ErrorCode.FAILED_PRECONDITION,
          "a memory of sensitivity %s is not promoted: change its sensitivity first"
              .formatted(sensitivity.word()));
    }
  }

  /** The id of the copy, or of the memory that says the same there already. */
  UUID copy(Caller caller, UUID promotion, Memory memory, MemoryScope to) {
    Draft draft =
        new Draft(
            to.layer(),
            NamedScope.ANYWHERE,
            Redaction.of(memory.attributes()),
            null,
            null,
            memory.source(),
            null,
            List.of(),
            memory.provenance().trust(),
            null,
            "");
    String key = "promotion/" + promotion;
    AddOutcome outcome =
        adding.keep(
            caller,
            draft,
            to,
            Optional.of(new Idempotency(key, Bytes.of(key.getBytes(StandardCharsets.UTF_8)))));
    return switch (outcome) {
      case AddOutcome.Added(Memory added) -> added.id();
      case AddOutcome.Duplicate duplicate -> duplicate.memory().id();
      case AddOutcome.Refused(ServiceException error) -> throw error;
    };
  }
}
