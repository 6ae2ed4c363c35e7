package io.mnemon.governance.approval;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.governance.event.EventType;
import io.mnemon.governance.tenant.Directory;
import io.mnemon.governance.tenant.Guard;
import io.mnemon.governance.tenant.Page;
import io.mnemon.governance.tenant.PrincipalRef;
import io.mnemon.governance.tenant.Snapshot;
import io.mnemon.governance.tenant.Standing;
import io.mnemon.governance.tenant.Unit;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.TenantScope;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Shows requests to those whom they concern, and takes them back. */
final class Approvals {
  private final Directory directory;
  private final ApprovalStore store;
  private final Guard guard;
  private final InstantSource clock;

  Approvals(Directory directory, ApprovalStore store, Guard guard, InstantSource clock) {
    this.directory = directory;
    this.store = store;
    this.guard = guard;
    this.clock = clock;
  }

  /**
   * A request as one caller finds it.
   *
   * @param electorate who may decide about it now
   */
  record Seen(Approval approval, Snapshot snapshot, Electorate electorate) {}

  Approval get(Caller caller, String id) {
    return see(caller, id).approval();
  }

  Page<Approval> list(Caller caller, @Nullable String state, boolean mine, Page.Request page) {
    Snapshot snapshot = directory.look(caller);
    Standing standing = snapshot.standing(caller);
    Set<UUID> units = new HashSet<>();
    standing.seen().stream()
        .map(Unit::id)
        .filter(unit -> standing.roleOn(unit).isPresent())
        .forEach(units::add);
    standing.roleOn(caller.tenant()).ifPresent(role -> units.add(caller.tenant()));
    Page<Approval> found =
        store.list(
            Directory.scopeOf(caller),
            new ApprovalStore.Wanted(state, person(caller), caller.principal(), units, mine),
            page);
    return new Page<>(
        found.items().stream().filter(approval -> standing.sees(approval.unit())).toList(),
        found.next());
  }

  /** Takes a request back. */
  Approval cancel(Caller caller, String id, String reason) {
    Seen seen = see(caller, id);
    UUID unit = seen.approval().unit();
    if (!seen.approval().requesterPerson().equals(person(caller))) {
      guard.require(caller, "approval.cancel.any", seen.snapshot().standing(caller), unit);
    }
    return store
        .change(
            Directory.scopeOf(caller),
            seen.approval().id(),
            null,
            (approval, target) -> cancelled(approval, reason))
        .orElseThrow(() -> notFound(id))
        .approval();
  }

  private ApprovalStore.Change cancelled(Approval approval, String reason) {
    return switch (approval.state()) {
      case ApprovalState.Pending pending ->
          ApprovalStore.Change.To.state(
              approval.in(pending.cancel(reason, clock.instant())), EventType.APPROVAL_CANCELLED);
      case ApprovalState.Cancelled again -> new ApprovalStore.Change.None(approval);
      case ApprovalState.Closed closed ->
          throw new ServiceException(
              ErrorCode.FAILED_PRECONDITION,
              "the request is " + closed.word() + " already: there is nothing to cancel");
    };
  }

  /**
   * The request, if the caller is concerned: it asked for it, may decide about it, or has a role
   * there.
   *
   * @throws ServiceException NOT_FOUND for everybody else
   */
  Seen see(Caller caller, String id) {
    TenantScope scope = Directory.scopeOf(caller);
    Approval approval =
        PrincipalRef.id(id)
            .flatMap(known -> store.find(scope, known))
            .orElseThrow(() -> notFound(id));
    Set<UUID> deputies = new HashSet<>(Set.of(caller.principal()));
    approval.state().votes().forEach(vote -> deputies.add(vote.principal()));
    List<Delegation> delegations = store.delegationsTo(scope, deputies, clock.instant());
    Set<UUID> people = new HashSet<>(deputies);
    people.add(approval.requester());
    people.addAll(approval.rules().reviewers());
    delegations.forEach(delegation -> people.add(delegation.reviewer()));
    approval.state().votes().forEach(vote -> people.add(vote.reviewer()));
    if (approval.wish() != null) {
      people.add(approval.wish().principal());
    }
    Snapshot snapshot =
        directory.look(
            caller, people.stream().map(one -> new PrincipalRef(one, one.toString())).toList());
    Electorate electorate = new Electorate(approval, snapshot, Deputies.of(delegations), guard);
    return Optional.of(new Seen(approval, snapshot, electorate))
        .filter(seen -> isShown(caller, seen))
        .orElseThrow(() -> notFound(id));
  }

  private static boolean isShown(Caller caller, Seen seen) {
    Approval approval = seen.approval();
    Standing standing = seen.snapshot().standing(caller);
    return standing.sees(approval.unit())
        && (standing.roleOn(approval.unit()).isPresent()
            || approval.requesterPerson().equals(person(caller))
            || approval.rules().reviewers().contains(caller.principal())
            || seen.electorate().reviewerFor(caller.principal(), Set.of()).isPresent());
  }

  static UUID person(Caller caller) {
    return caller.onBehalfOf() == null ? caller.principal() : caller.onBehalfOf();
  }

  static ServiceException notFound(String id) {
    return ServiceException.notFound("approval " + id);
  }
}
