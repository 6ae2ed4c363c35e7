package io.mnemon.memory.truth;

import java.util.List;
import java.util.UUID;

/**
 * What was made of a text.
 *
 * @param made the memories that were made from it
 * @param known the memories that said already what was found
 * @param links those that stand of the memories that were made
 */
public record Extracted(List<UUID> made, List<UUID> known, List<Link> links) {
  public static final Extracted NOTHING = new Extracted(List.of(), List.of(), List.of());

  public Extracted {
    made = List.copyOf(made);
    known = List.copyOf(known);
    links = List.copyOf(links);
  }
}
