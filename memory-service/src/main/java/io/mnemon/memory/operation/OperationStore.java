package io.mnemon.memory.operation;

import io.mnemon.tenancy.TenantScope;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The record of operations. */
public interface OperationStore {

  /** An operation with those items whose scope may be seen; empty if there are none of those. */
  Optional<Operation> find(TenantScope scope, UUID id);

  /** Says that it is being worked on. */
  void running(TenantScope system, UUID id);

  /** Settles an item that is not settled yet. */
  void settle(TenantScope system, UUID id, int place, OperationState state, ItemOutcome outcome);

  /** Adds to what a language model has read and written for it. */
  void use(TenantScope system, UUID id, Operation.Usage usage);

  /**
   * Settles what is left of its items as failed, if that is its end, and the operation itself.
   *
   * @param failure why it failed as a whole, null if it did not
   */
  void finish(
      TenantScope system, UUID id, OperationState state, @Nullable String failure, Instant at);
}
