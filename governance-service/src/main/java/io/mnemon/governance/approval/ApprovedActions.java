package io.mnemon.governance.approval;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What approvals do, by the kind of request. */
record ApprovedActions(Map<ApprovalKind, ApprovedAction> byKind) {
  ApprovedActions {
    byKind = Map.copyOf(byKind);
  }

  static ApprovedActions of(List<ApprovedAction> actions) {
    return new ApprovedActions(
        actions.stream().collect(Collectors.toMap(ApprovedAction::kind, Function.identity())));
  }

  Optional<ApprovedAction> of(ApprovalKind kind) {
    return Optional.ofNullable(byKind.get(kind));
  }
}
