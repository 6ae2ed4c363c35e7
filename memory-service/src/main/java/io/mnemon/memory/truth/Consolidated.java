package io.mnemon.memory.truth;

import java.util.List;
import java.util.UUID;

/**
 * What is so after a memory was consolidated.
 *
 * @param links those that stand of it, whenever they were made
 * @param nearDuplicates what says nearly the same
 */
public record Consolidated(List<Link> links, List<UUID> nearDuplicates) {
  public static final Consolidated NOTHING = new Consolidated(List.of(), List.of());

  public Consolidated {
    links = List.copyOf(links);
    nearDuplicates = List.copyOf(nearDuplicates);
  }
}
