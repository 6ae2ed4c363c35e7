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
   * What the call with this key answered; empty if there was none.
   *
   * @throws ServiceException FAILED_PRECONDITION if the key was used with another body
   */
  Optional<AddAnswer> answer(UUID tenant, UUID principal, Idempotency idempotency) {
    return store
        .answer(TenantScope.of(tenant, Set.of()), principal, idempotency.key())
        .map(
            answer -> {
              if (!answer.requestHash().equals(idempotency.requestHash())) {
                throw new ServiceException(
                    ErrorCode.FAILED_PRECONDITION,
                    "this idempotency key was used with another body: use a new key");
              }
              return replay(tenant, answer);
            });
  }

  /** The caller made these memories itself, so their scopes need not be worked out again. */
  private AddAnswer replay(UUID tenant, KeptAnswer answer) {
    Set<UUID> wanted =
        answer.items().stream()
            .map(KeptAnswer.Item::memory)
            .flatMap(Stream::ofNullable)
            .collect(Collectors.toSet());
    Map<UUID, Memory> memories =
        store.findAll(TenantScope.system(tenant, "repeated answer"), wanted).stream()
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
