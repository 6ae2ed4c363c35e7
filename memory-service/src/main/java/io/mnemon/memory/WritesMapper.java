package io.mnemon.memory;

import com.google.protobuf.Empty;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.api.memory.v1.AddMemoryRequest;
import io.mnemon.api.memory.v1.BatchAddMemoriesRequest;
import io.mnemon.api.memory.v1.BatchAddMemoriesResponse;
import io.mnemon.api.memory.v1.DeleteMemoryRequest;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.api.memory.v1.RestoreMemoryRequest;
import io.mnemon.api.memory.v1.UpdateMemoryRequest;
import io.mnemon.crypto.KeyedHash;
import io.mnemon.memory.record.AddAnswer;
import io.mnemon.memory.record.AddOutcome;
import io.mnemon.memory.record.Adding;
import io.mnemon.memory.record.Changing;
import io.mnemon.memory.record.DraftResult;
import io.mnemon.memory.record.Idempotency;
import io.mnemon.memory.record.Infer;
import io.mnemon.memory.retention.PurgeStore;
import io.mnemon.memory.truth.Restoring;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.TenantScope;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/** Maps requests that change something to what carries them out, and the outcome to an answer. */
final class WritesMapper {
  private static final int MAX_KEY = 255;

  private final Adding adding;
  private final Changing changing;
  private final Restoring restoring;
  private final boolean extracts;
  private final KeyedHash hash;
  private final InstantSource clock;
  private final int maxBatch;
  private final PurgeStore purges;

  /**
   * @param extracts whether a language model is at hand
   */
  WritesMapper(
      Adding adding,
      Changing changing,
      Restoring restoring,
      boolean extracts,
      KeyedHash hash,
      InstantSource clock,
      int maxBatch,
      PurgeStore purges) {
    this.purges = purges;
    this.adding = adding;
    this.changing = changing;
    this.restoring = restoring;
    this.extracts = extracts;
    this.hash = hash;
    this.clock = clock;
    this.maxBatch = maxBatch;
  }

  Memory add(Caller caller, AddMemoryRequest request) {
    DraftResult draft = DraftMapper.draft(request.getMemory(), now(), "memory");
    if (draft instanceof DraftResult.Invalid(ServiceException error)) {
      throw error;
    }
    Optional<Idempotency> idempotency =
        idempotency(
            caller,
            request.getIdempotencyKey(),
            request.toBuilder().clearIdempotencyKey().build().toByteArray());
    AddAnswer answer = adding.add(caller, List.of(draft), idempotency, infer(request.getInfer()));
    String operation = answer.operation().map(UUID::toString).orElse("");
    return switch (answer.outcomes().getFirst()) {
      case AddOutcome.Added(var memory) ->
          MemoryMapper.toProto(memory).toBuilder().setOperation(operation).build();
      case AddOutcome.Duplicate duplicate ->
          MemoryMapper.toProto(duplicate.memory()).toBuilder()
              .setDuplicateOf(duplicate.duplicateOf().toString())
              .setOperation(operation)
              .build();
      case AddOutcome.Refused(ServiceException error) -> throw error;
    };
  }

  BatchAddMemoriesResponse addBatch(Caller caller, BatchAddMemoriesRequest request) {
    int count = request.getMemoriesCount();
    if (count < 1 || count > maxBatch) {
      throw ServiceException.invalid(
          "memories", "has %d memories, it must have between 1 and %d".formatted(count, maxBatch));
    }
    Instant now = now();
    List<DraftResult> drafts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      drafts.add(DraftMapper.draft(request.getMemories(i), now, "memories[" + i + "]"));
    }
    Optional<Idempotency> idempotency =
        idempotency(
            caller,
            request.getIdempotencyKey(),
            request.toBuilder().clearIdempotencyKey().build().toByteArray());
    AddAnswer answer = adding.add(caller, drafts, idempotency, infer(request.getInfer()));
    return BatchAddMemoriesResponse.newBuilder()
        .addAllResults(answer.outcomes().stream().map(MemoryMapper::toProto).toList())
        .setOperation(answer.operation().map(UUID::toString).orElse(""))
        .build();
  }

  private Infer infer(String word) {
    Checks checks = new Checks("");
    Infer infer = checks.word("infer", word, Infer::ofWord, Infer::word, Infer.NONE);
    checks.done();
    if (infer == Infer.EXTRACT && !extracts) {
      throw new ServiceException(
          ErrorCode.FAILED_PRECONDITION,
          "no language model is set that could extract facts: set MNEMON_CHAT_URL and"
              + " MNEMON_CHAT_MODEL, or add with infer consolidate or none");
    }
    return infer;
  }

  Memory restore(Caller caller, RestoreMemoryRequest request) {
    return MemoryMapper.toProto(
        restoring.restore(
            caller, Checks.memoryId(request.getId()), expected(request.getExpectedVersion())));
  }

  private Optional<Idempotency> idempotency(Caller caller, String key, byte[] body) {
    Checks checks = new Checks("");
    if (checks.name("idempotency_key", key, MAX_KEY) == null) {
      return Optional.empty();
    }
    checks.done();
    String request = "request\n" + HexFormat.of().formatHex(body);
    return Optional.of(new Idempotency(key, hash.hash(caller.tenant(), request)));
  }

  Memory update(Caller caller, UpdateMemoryRequest request) {
    UUID id = Checks.memoryId(request.getId());
    List<String> mask = List.copyOf(request.getUpdateMask().getPathsList());
    return MemoryMapper.toProto(
        changing.update(
            caller,
            id,
            expected(request.getExpectedVersion()),
            old -> AttributesMapper.ofChange(old, request.getMemory(), mask, now())));
  }

  Empty delete(Caller caller, DeleteMemoryRequest request) {
    UUID id = Checks.memoryId(request.getId());
    changing.delete(caller, id, expected(request.getExpectedVersion()));
    if (request.getPurge()) {
      purges.hurry(TenantScope.of(caller.tenant(), Set.of()), id);
    }
    return Empty.getDefaultInstance();
  }

  private static OptionalLong expected(long version) {
    if (version < 0) {
      throw ServiceException.invalid(
          "expected_version", "is " + version + ", it must be a version or 0 for any");
    }
    return version == 0 ? OptionalLong.empty() : OptionalLong.of(version);
  }

  /** As exact as the record keeps it, so that what is answered is what will be read. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
