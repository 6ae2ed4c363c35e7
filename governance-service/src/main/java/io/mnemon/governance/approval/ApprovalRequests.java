package io.mnemon.governance.approval;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.governance.tenant.Directory;
import io.mnemon.governance.tenant.Grantee;
import io.mnemon.governance.tenant.Guard;
import io.mnemon.governance.tenant.Once;
import io.mnemon.governance.tenant.PrincipalRef;
import io.mnemon.governance.tenant.Snapshot;
import io.mnemon.governance.tenant.Standing;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.Role;
import io.mnemon.tenancy.TenantScope;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Takes requests for approval from whoever sees the unit. */
final class ApprovalRequests {
  private final Directory directory;
  private final ApprovalStore store;
  private final Guard guard;
  private final ApprovalLimits limits;
  private final Supplier<UUID> ids;
  private final InstantSource clock;

  ApprovalRequests(
      Directory directory,
      ApprovalStore store,
      Guard guard,
      ApprovalLimits limits,
      Supplier<UUID> ids,
      InstantSource clock) {
    this.directory = directory;
    this.store = store;
    this.guard = guard;
    this.limits = limits;
    this.ids = ids;
    this.clock = clock;
  }

  Approval create(Caller caller, ApprovalRequest request, @Nullable Once once) {
    List<PrincipalRef> named = new ArrayList<>(request.reviewers());
    named.addAll(request.escalateTo());
    if (request.wish() != null) {
      named.add(request.wish().principal());
    }
    Snapshot snapshot = directory.look(caller, named);
    Standing standing = snapshot.standing(caller);
    UUID unit =
        PrincipalRef.id(request.unit())
            .filter(standing::sees)
            .orElseThrow(() -> ServiceException.notFound("unit " + request.unit()));
    guard.require(caller, "approval.create", standing, unit);
    TenantScope scope = Directory.scopeOf(caller);
    Approval approval = approval(caller, request, snapshot, unit);
    return switch (store.create(scope, approval, once, limits.maxPending())) {
      case ApprovalStore.Kept.New(Approval kept) -> kept;
      case ApprovalStore.Kept.Repeated(UUID id) -> store.find(scope, id).orElse(approval);
      case ApprovalStore.Kept.UsedForOther() -> throw Once.usedForOther();
      case ApprovalStore.Kept.TooMany() ->
          throw new ServiceException(
              ErrorCode.RESOURCE_EXHAUSTED,
              "the tenant has %d requests pending: have some decided or cancelled first"
                  .formatted(limits.maxPending()));
    };
  }

  private Approval approval(Caller caller, ApprovalRequest request, Snapshot snapshot, UUID unit) {
    Rules rules =
        Rules.of(
            request.risk(),
            request.mode(),
            request.quorum(),
            reviewers("reviewers", request.reviewers(), snapshot, unit),
            request.reviewerRole(),
            reviewers("escalate_to", request.escalateTo(), snapshot, unit));
    Instant now = clock.instant();
    Duration timeout = checked("timeout_seconds", request.timeout(), limits.timeout());
    Duration escalateAfter =
        checked("escalate_after_seconds", request.escalateAfter(), limits.escalateAfter());
    if (request.escalateAfter() != null && escalateAfter.compareTo(timeout) >= 0) {
      throw ServiceException.invalid(
          "escalate_after_seconds", "is not before the timeout: give less than that");
    }
    Grantee requester = snapshot.caller(caller);
    UUID person = requester.principal().onBehalfOf();
    RoleWish wish = wish(caller, request, snapshot, unit);
    Approval approval =
        new Approval(
            ids.get(),
            request.kind(),
            unit,
            request.title(),
            wish == null ? request.payload() : wish.json(),
            wish,
            request.target(),
            rules,
            caller.principal(),
            person == null ? caller.principal() : person,
            now,
            now.plus(timeout),
            now.plus(escalateAfter.compareTo(timeout) < 0 ? escalateAfter : timeout),
            ApprovalState.Pending.fresh());
    requireOthers(approval, new Electorate(approval, snapshot, Deputies.of(List.of()), guard));
    return approval;
  }

  private static void requireOthers(Approval approval, Electorate electorate) {
    if (approval.rules().reviewers().stream().anyMatch(electorate::isConcerned)) {
      throw ServiceException.invalid(
          "reviewers", "names who asks, or for whom it is: nobody decides about their own wish");
    }
  }

  /** A role is asked for oneself and one's agents, or by who may know the others. */
  private @Nullable RoleWish wish(
      Caller caller, ApprovalRequest request, Snapshot snapshot, UUID unit) {
    ApprovalRequest.Wish wish = request.wish();
    if (wish == null) {
      return null;
    }
    if (wish.role() == Role.TENANT_ADMIN && !unit.equals(caller.tenant())) {
      throw ServiceException.invalid(
          "payload.role",
          "tenant_admin is a role on the whole tenant: ask for it on " + caller.tenant());
    }
    if (wish.expiresAt() != null && !wish.expiresAt().isAfter(clock.instant())) {
      throw ServiceException.invalid("payload.expires_at", "has passed: give a time in the future");
    }
    boolean knowsAll =
        guard.allowsSomewhere(caller, "principal.read.all", snapshot.standing(caller));
    UUID principal =
        snapshot
            .find(wish.principal())
            .map(Grantee::principal)
            .filter(
                found ->
                    knowsAll
                        || found.id().equals(caller.principal())
                        || caller.principal().equals(found.onBehalfOf())
                        || found.id().equals(caller.onBehalfOf()))
            .orElseThrow(() -> ServiceException.notFound("principal " + wish.principal().name()))
            .id();
    return new RoleWish(principal, wish.role(), wish.expiresAt());
  }

  private static List<UUID> reviewers(
      String field, List<PrincipalRef> named, Snapshot snapshot, UUID unit) {
    if (named.size() > Rules.MAX_REVIEWERS) {
      throw ServiceException.invalid(
          field, "names " + named.size() + ": give at most " + Rules.MAX_REVIEWERS);
    }
    return named.stream()
        .map(
            ref ->
                snapshot
                    .find(ref)
                    .filter(grantee -> snapshot.standing(grantee).sees(unit))
                    .map(grantee -> grantee.principal().id())
                    .orElseThrow(
                        () ->
                            ServiceException.invalid(
                                field, ref.name() + " is nobody who sees the unit")))
        .distinct()
        .toList();
  }

  private Duration checked(String field, @Nullable Duration wanted, Duration usual) {
    if (wanted == null) {
      return usual;
    }
    if (!wanted.isPositive() || wanted.compareTo(limits.maxTimeout()) > 0) {
      throw ServiceException.invalid(
          field, "is " + wanted.toSeconds() + ": give 1 to " + limits.maxTimeout().toSeconds());
    }
    return wanted;
  }
}
