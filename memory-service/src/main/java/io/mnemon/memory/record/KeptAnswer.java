package io.mnemon.memory.record;

import io.mnemon.api.ErrorCode;
import io.mnemon.crypto.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a call answered that may be repeated: which memories it was about, never their content.
 *
 * @param requestHash keyed hash of the request
 */
public record KeptAnswer(Bytes requestHash, List<Item> items) {
  public KeptAnswer {
    items = List.copyOf(items);
  }

  /**
   * The outcome of one item.
   *
   * @param memory the memory that was kept or that said the same; null for a refusal
   * @param duplicate whether another memory said the same already
   * @param code why it was refused
   * @param message the refusal's message
   * @param field the field that was wrong
   * @param operation what goes on with it
   */
  public record Item(
      @Nullable UUID memory,
      boolean duplicate,
      @Nullable ErrorCode code,
      @Nullable String message,
      @Nullable String field,
      @Nullable UUID operation) {
    public static Item kept(UUID memory) {
      return new Item(memory, false, null, null, null, null);
    }

    public static Item duplicate(UUID memory) {
      return new Item(memory, true, null, null, null, null);
    }

    Item with(Optional<UUID> itsOperation) {
      return new Item(memory, duplicate, code, message, field, itsOperation.orElse(null));
    }
  }
}
