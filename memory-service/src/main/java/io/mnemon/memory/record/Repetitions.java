package io.mnemon.memory.record;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.api.Violation;
import io.mnemon.tenancy.TenantScope;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Answers a call that is made again as it was answered the first time. */
final class Repetitions {
  private final MemoryStore store;

  Repetitions(MemoryStore store) {
    this.store = store;
  }

  /**
   * What the call with this key answered; empty if there was none. Of a memory that is not in sight
   * any more nothing is told but that it was not found.
   *
   * @param sight where the caller may write now, and what a recall gave it
   * @throws ServiceException FAILED_PRECONDITION if the key was used with another body
   */
  Optional<AddAnswer> answer(TenantScope sight, UUID principal, Idempotency idempotency) {
    return store
        .answer(sight, principal, idempotency.key())
        .map(
            answer -> {
              if (!answer.requestHash().equals(idempotency.requestHash())) {
                throw new ServiceException(
                    ErrorCode.FAILED_PRECONDITION,
                    "this idempotency key was used with another body: use a new key");
              }
              return replay(sight, answer);
            });
  }

  private AddAnswer replay(TenantScope sight, KeptAnswer answer) {
    Set<UUID> wanted =
        answer.items().stream()
            .map(KeptAnswer.Item::memory)
            .flatMap(Stream::ofNullable)
            .collect(Collectors.toSet());
    Map<UUID, Memory> memories =
        store.findAll(sight, wanted).stream()
            .collect(Collectors.toMap(Memory::id, Function.identity()));
    return new AddAnswer(
        answer.items().stream().map(item -> replay(item, memories)).toList(),
        answer.items().stream()
            .map(KeptAnswer.Item::operation)
            .flatMap(Stream::ofNullable)
            .findFirst());
  }

  private static AddOutcome replay(KeptAnswer.Item item, Map<UUID, Memory> memories) {
    UUID id = item.memory();
    if (id == null) {
      ErrorCode code = item.code() == null ? ErrorCode.INTERNAL : item.code();
      String message = String.valueOf(item.message());
      return new AddOutcome.Refused(
          item.field() == null
              ? new ServiceException(code, message)
              : new ServiceException(
                  code, message, List.of(new Violation(item.field(), message)), null));
    }
    Memory memory = memories.get(id);
    if (memory == null) {
      return new AddOutcome.Refused(
          ServiceException.notFound("memory " + id + ", which this call added before,"));
    }
    return item.duplicate() ? new AddOutcome.Duplicate(memory) : new AddOutcome.Added(memory);
  }
}
