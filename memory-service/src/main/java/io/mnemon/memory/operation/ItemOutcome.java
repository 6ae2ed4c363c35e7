package io.mnemon.memory.operation;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of one memory: ids and words, never content.
 *
 * @param linked memories of the scope that say nearly the same
 * @param superseded pairs of which it is one
 * @param extracted memories that were made from it
 * @param known memories that said already what was found in it
 * @param failure why nothing, or not everything, was made of it
 */
public record ItemOutcome(
    List<UUID> linked,
    List<Superseded> superseded,
    List<UUID> extracted,
    List<UUID> known,
    @Nullable String failure) {
  public static final ItemOutcome NOTHING =
      new ItemOutcome(List.of(), List.of(), List.of(), List.of(), null);

  public ItemOutcome {
    linked = List.copyOf(linked);
    superseded = List.copyOf(superseded);
    extracted = List.copyOf(extracted);
    known = List.copyOf(known);
  }

  /** The same after a consolidation. */
  public ItemOutcome with(List<UUID> nearDuplicates, List<Superseded> pairs) {
    return new ItemOutcome(nearDuplicates, pairs, extracted, known, failure);
  }

  static ItemOutcome failed(String why) {
    return new ItemOutcome(List.of(), List.of(), List.of(), List.of(), why);
  }

  /** The validity of one memory ended by another. */
  public record Superseded(UUID older, UUID newer, String reason) {}
}
