package io.mnemon.memory.record;

import io.mnemon.index.Filter;
import java.util.Optional;
import java.util.Set;

/**
 * Which of the memories of some scopes are meant.
 *
 * @param kinds only these kinds, any if empty
 * @param tags only memories that carry all of these
 * @param filter what else must hold for a memory
 */
public record Selection(Set<Kind> kinds, Set<String> tags, Optional<Filter> filter) {
  public Selection {
    kinds = Set.copyOf(kinds);
    tags = Set.copyOf(tags);
  }

  /** The same for the same selection, in every process. */
  public String name() {
    return "%s %s %s"
        .formatted(
            kinds.stream().sorted().toList(),
            tags.stream().sorted().toList(),
            filter.map(Filter::toString).orElse(""));
  }
}
