package io.mnemon.governance.approval;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Who may decide in whose place at one moment. */
record Deputies(Map<UUID, Set<UUID>> reviewersByDeputy) {
  Deputies {
    reviewersByDeputy =
        reviewersByDeputy.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Map.Entry::getKey, entry -> Set.copyOf(entry.getValue())));
  }

  static Deputies of(List<Delegation> delegations) {
    return new Deputies(
        delegations.stream()
            .collect(
                Collectors.groupingBy(
                    Delegation::deputy,
                    Collectors.mapping(Delegation::reviewer, Collectors.toSet()))));
  }

  Set<UUID> reviewersOf(UUID deputy) {
    return reviewersByDeputy.getOrDefault(deputy, Set.of());
  }
}
