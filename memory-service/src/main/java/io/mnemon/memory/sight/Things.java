package io.mnemon.memory.sight;

import java.util.Set;
import java.util.UUID;

/**
 * Things that lie in scopes and are known by their ids.
 *
 * @param kind what they are
 * @param ids which of them
 */
public record Things(Kind kind, Set<UUID> ids) {
  public Things {
    ids = Set.copyOf(ids);
  }

  /** What has an id and lies in scopes. */
  public enum Kind {
    MEMORY,
    /** It lies where its memories lie. */
    OPERATION,
    /** It lies where the memory lies that is promoted. */
    PROMOTION,
    /** Every promotion, whatever the ids. */
    ANY_PROMOTION
  }

  public static Things memory(UUID id) {
    return memories(Set.of(id));
  }

  public static Things memories(Set<UUID> ids) {
    return new Things(Kind.MEMORY, ids);
  }

  public static Things operation(UUID id) {
    return new Things(Kind.OPERATION, Set.of(id));
  }

  public static Things promotion(UUID id) {
    return new Things(Kind.PROMOTION, Set.of(id));
  }

  public static Things promotions() {
    return new Things(Kind.ANY_PROMOTION, Set.of());
  }
}
