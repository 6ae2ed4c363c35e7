package io.mnemon.governance.approval;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.governance.event.EventType;
import io.mnemon.governance.tenant.Directory;
import io.mnemon.governance.tenant.Guard;
import io.mnemon.governance.tenant.Settled;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.TenantScope;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Takes decisions. One is judged by how everybody stands in the moment when it is kept: the
 * tenant's epoch is held from before the judgement to the commit, and if it had moved since
 * everybody was looked up, they are looked up again.
 */
final class Decisions {
  private static final int MAX_ATTEMPTS = 5;

  private final Approvals approvals;
  private final ApprovalStore store;
  private final Guard guard;
  private final Settled settled;
  private final InstantSource clock;

  Decisions(
      Approvals approvals, ApprovalStore store, Guard guard, Settled settled, InstantSource clock) {
    this.approvals = approvals;
    this.store = store;
    this.guard = guard;
    this.settled = settled;
    this.clock = clock;
  }

  /**
   * @param version the target's version that was looked at; null if it was not said
   */
  record Decision(Choice choice, String reason, @Nullable String version) {
    Decision {
      if (choice == Choice.REJECT && reason.isBlank()) {
        throw ServiceException.invalid("reason", "is empty: say why it is rejected");
      }
    }
  }

  Approval decide(Caller caller, String id, Decision decision) {
    TenantScope scope = Directory.scopeOf(caller);
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      Approvals.Seen seen = approvals.see(caller, id);
      guard.require(
          caller, "approval.decide", seen.snapshot().standing(caller), seen.approval().unit());
      Optional<ApprovalStore.Change> change =
          store.change(
              scope,
              seen.approval().id(),
              seen.snapshot().epoch(),
              (approval, target) -> judged(caller, decision, seen, approval, target));
      if (change.isPresent() && !(change.get() instanceof ApprovalStore.Change.Outdated)) {
        return answer(scope, change.get(), decision);
      }
    }
    throw new ServiceException(
        ErrorCode.ABORTED, "others decided or changed rights at the same time: try again");
  }

  private Approval answer(TenantScope scope, ApprovalStore.Change change, Decision decision) {
    Approval approval = change.approval();
    switch (approval.state()) {
      case ApprovalState.Expired expired ->
          throw new ServiceException(
              ErrorCode.FAILED_PRECONDITION,
              "the request expired at " + approval.expiresAt() + ": make a new one");
      case ApprovalState.Superseded superseded ->
          throw new ServiceException(
              ErrorCode.FAILED_PRECONDITION, superseded.reason() + ": make a new request");
      case ApprovalState.Approved approved -> {
        if (change instanceof ApprovalStore.Change.To && approval.wish() != null) {
          settled.await(scope);
        }
      }
      case ApprovalState.Pending pending -> {}
      case ApprovalState.Rejected rejected -> {}
      case ApprovalState.Cancelled cancelled ->
          throw new ServiceException(
              ErrorCode.FAILED_PRECONDITION, "the request was cancelled by who made it");
    }
    return approval;
  }

  private ApprovalStore.Change judged(
      Caller caller,
      Decision decision,
      Approvals.Seen seen,
      Approval approval,
      Optional<Target> target) {
    UUID person = Approvals.person(caller);
    Optional<Vote> earlier =
        approval.state().votes().stream()
            .filter(
                vote ->
                    vote.person().equals(person)
                        || seen.electorate().personOf(vote.reviewer()).equals(person))
            .findFirst();
    if (earlier.isPresent()) {
      return repeated(approval, earlier.get(), decision);
    }
    return switch (approval.state()) {
      case ApprovalState.Pending pending ->
          approval.state().votes().equals(seen.approval().state().votes())
                  && approval.isEscalated() == seen.approval().isEscalated()
              ? voted(caller, decision, seen, pending, target)
              : new ApprovalStore.Change.Outdated(approval);
      case ApprovalState.Approved approved -> throw closed(approval);
      case ApprovalState.Rejected rejected -> throw closed(approval);
      case ApprovalState.Expired expired -> new ApprovalStore.Change.None(approval);
      case ApprovalState.Cancelled cancelled -> new ApprovalStore.Change.None(approval);
      case ApprovalState.Superseded superseded -> new ApprovalStore.Change.None(approval);
    };
  }

  private static ApprovalStore.Change repeated(Approval approval, Vote earlier, Decision decision) {
    if (earlier.choice() != decision.choice()) {
      throw new ServiceException(
          ErrorCode.ABORTED,
          "you decided otherwise before (" + earlier.choice().word() + "): that stands");
    }
    return new ApprovalStore.Change.None(approval);
  }

  private static ServiceException closed(Approval approval) {
    return new ServiceException(
        ErrorCode.ABORTED, "others decided before: the request is " + approval.state().word());
  }

  private ApprovalStore.Change voted(
      Caller caller,
      Decision decision,
      Approvals.Seen seen,
      ApprovalState.Pending pending,
      Optional<Target> target) {
    Approval approval = seen.approval();
    Instant now = clock.instant();
    if (!now.isBefore(approval.expiresAt())) {
      return ApprovalStore.Change.To.state(
          approval.in(pending.expire(now)), EventType.APPROVAL_EXPIRED);
    }
    UUID reviewer = reviewer(caller, seen.electorate(), pending);
    Optional<String> changed = changed(approval, target, decision);
    if (changed.isPresent()) {
      return ApprovalStore.Change.To.state(
          approval.in(pending.supersede(changed.get(), now)), EventType.APPROVAL_SUPERSEDED);
    }
    Vote vote =
        new Vote(
            Approvals.person(caller),
            caller.principal(),
            reviewer,
            decision.choice(),
            decision.reason(),
            now);
    ApprovalState next = pending.vote(vote, seen.electorate()::suffices);
    return new ApprovalStore.Change.To(
        approval.in(next),
        vote,
        next instanceof ApprovalState.Closed ? EventType.APPROVAL_DECIDED : null,
        seen.electorate().authority(next.votes()).orElse(null));
  }

  private static UUID reviewer(
      Caller caller, Electorate electorate, ApprovalState.Pending pending) {
    if (electorate.isConcerned(caller.principal())) {
      throw new ServiceException(
          ErrorCode.PERMISSION_DENIED,
          "nobody decides about their own wish: neither who asked, nor for whom it is, nor their"
              + " agents");
    }
    Set<UUID> taken =
        pending.votes().stream()
            .map(vote -> electorate.personOf(vote.reviewer()))
            .collect(Collectors.toSet());
    return electorate
        .reviewerFor(caller.principal(), taken)
        .orElseThrow(
            () ->
                new ServiceException(
                    ErrorCode.PERMISSION_DENIED,
                    "approval.decide needs a reviewer of the request who has not decided, or an"
                        + " admin of its unit"));
  }

  /** How the target differs from what the request was made for. */
  private static Optional<String> changed(
      Approval approval, Optional<Target> now, Decision decision) {
    Target pinned = approval.target();
    if (pinned == null) {
      return Optional.empty();
    }
    String current =
        now.map(Target::version)
            .orElse(decision.version() == null ? pinned.version() : decision.version());
    return current.equals(pinned.version())
        ? Optional.empty()
        : Optional.of(
            "%s %s has changed since the request was made (it was: %s, it is: %s)"
                .formatted(pinned.type(), pinned.id(), pinned.version(), current));
  }
}
