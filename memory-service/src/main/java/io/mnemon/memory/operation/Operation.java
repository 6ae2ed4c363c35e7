package io.mnemon.memory.operation;

import io.mnemon.memory.record.Infer;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Work on memories after the answer to a call.
 *
 * @param principal who called
 * @param failure why it failed as a whole
 * @param items those that may be seen, in the order in which they were added
 */
public record Operation(
    UUID id,
    UUID principal,
    Infer kind,
    OperationState state,
    @Nullable String failure,
    Instant createdAt,
    @Nullable Instant finishedAt,
    Usage usage,
    List<Item> items) {
  public Operation {
    items = List.copyOf(items);
  }

  /** One of its memories. */
  public record Item(int place, UUID memory, OperationState state, ItemOutcome outcome) {}

  /**
   * What a language model has read and written for it.
   *
   * @param model its name; null if none was asked
   */
  public record Usage(@Nullable String model, long inputTokens, long outputTokens) {}

  Operation with(List<Item> seen) {
    return new Operation(id, principal, kind, state, failure, createdAt, finishedAt, usage, seen);
  }

  public int done() {
    return (int) items.stream().filter(item -> item.state().isOver()).count();
  }
}
