package io.mnemon.governance.approval;

import io.mnemon.governance.tenant.Grantee;
import io.mnemon.governance.tenant.Guard;
import io.mnemon.governance.tenant.Snapshot;
import io.mnemon.tenancy.Role;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Who may decide about one request, as everybody stands at one moment. A vote counts as long as the
 * reviewer is one. People count, not principals: an agent and its user are one, and who stands in
 * for somebody has no second vote.
 */
final class Electorate {
  private final Approval approval;
  private final Snapshot snapshot;
  private final Deputies deputies;
  private final Guard guard;
  private final Set<UUID> concerned = new HashSet<>();

  Electorate(Approval approval, Snapshot snapshot, Deputies deputies, Guard guard) {
    this.approval = approval;
    this.snapshot = snapshot;
    this.deputies = deputies;
    this.guard = guard;
    concerned.add(approval.requesterPerson());
    if (approval.wish() != null) {
      concerned.add(personOf(approval.wish().principal()));
    }
  }

  /** Who is behind a principal: the user of an agent, else itself. */
  UUID personOf(UUID principal) {
    return snapshot
        .byId(principal)
        .map(Grantee::principal)
        .map(found -> found.onBehalfOf() == null ? found.id() : found.onBehalfOf())
        .orElse(principal);
  }

  /** Whether it is the person's own wish: they asked for it, or it is for them. */
  boolean isConcerned(UUID principal) {
    return concerned.contains(personOf(principal));
  }

  /**
   * The reviewer for whom a principal may decide, if it may: itself, else one in whose place it
   * may.
   *
   * @param taken the people for whom somebody has decided already
   */
  Optional<UUID> reviewerFor(UUID principal, Set<UUID> taken) {
    if (isConcerned(principal)) {
      return Optional.empty();
    }
    if (isReviewer(principal)) {
      return Optional.of(principal);
    }
    return deputies.reviewersOf(principal).stream()
        .filter(reviewer -> isReviewer(reviewer) && !isConcerned(reviewer))
        .filter(reviewer -> !taken.contains(personOf(reviewer)))
        .min(UUID::compareTo);
  }

  /** Whether the approvals are those of enough people, one of whom may do it. */
  boolean suffices(List<Vote> votes) {
    Set<UUID> reviewers = counted(votes);
    Rules rules = approval.rules();
    long people = reviewers.stream().map(this::personOf).distinct().count();
    return people >= Math.max(rules.quorum(), rules.risk().minimum())
        && (rules.mode() != Mode.UNANIMOUS || reviewers.containsAll(rules.reviewers()))
        && (needed().isEmpty() || authority(votes).isPresent());
  }

  /** The strongest role there of those who approve, if it is one that may do what is asked for. */
  Optional<Role> authority(List<Vote> votes) {
    return counted(votes).stream()
        .filter(this::mayGive)
        .flatMap(reviewer -> roleOf(reviewer).stream())
        .max(Role::compareTo)
        .filter(role -> role.isAtLeast(needed().orElse(Role.VIEWER)));
  }

  /**
   * The role that at least one of those who approve must have there. Who merely was named lends no
   * right: else a requester would name friends.
   */
  private Optional<Role> needed() {
    return switch (approval.kind()) {
      case CUSTOM -> Optional.empty();
      case ROLE ->
          approval.wish() != null && approval.wish().role() == Role.TENANT_ADMIN
              ? Optional.of(Role.TENANT_ADMIN)
              : Optional.of(Role.ADMIN);
      case PROMOTION, POLICY, ERASURE, BUDGET -> Optional.of(Role.ADMIN);
    };
  }

  /** Those who approved, or in whose place somebody did, and who still may. */
  private Set<UUID> counted(List<Vote> votes) {
    return votes.stream()
        .filter(vote -> vote.choice() == Choice.APPROVE)
        .filter(vote -> !isConcerned(vote.principal()) && !isConcerned(vote.reviewer()))
        .map(Vote::reviewer)
        .filter(this::isReviewer)
        .collect(Collectors.toSet());
  }

  private boolean isReviewer(UUID principal) {
    Rules rules = approval.rules();
    Optional<Grantee> grantee = snapshot.byId(principal);
    if (grantee.isEmpty()
        || !snapshot.isActive(grantee.get())
        || !snapshot.standing(grantee.get()).sees(approval.unit())) {
      return false;
    }
    boolean named =
        rules.reviewers().contains(principal)
            || (approval.isEscalated() && rules.escalateTo().contains(principal));
    Role enough = rules.reviewers().isEmpty() ? rules.reviewerRole() : Role.ADMIN;
    return named || roleOf(principal).filter(role -> role.isAtLeast(enough)).isPresent();
  }

  /**
   * Whether a reviewer could give the role that is asked for by themselves: no policy forbids it,
   * and they hold as much until its end.
   */
  private boolean mayGive(UUID reviewer) {
    RoleWish wish = approval.wish();
    return wish == null
        || snapshot.byId(reviewer).filter(grantee -> mayGive(grantee, wish)).isPresent();
  }

  private boolean mayGive(Grantee grantee, RoleWish wish) {
    UUID tenant = snapshot.tree().tenant();
    return guard.allows(
            grantee.principal().asCaller(tenant, snapshot.epoch()),
            "member.put",
            snapshot.standing(grantee),
            approval.unit())
        && snapshot
            .atTheEnd(wish.expiresAt())
            .roleOn(grantee.principal().id(), approval.unit())
            .filter(role -> role.isAtLeast(wish.role()))
            .isPresent();
  }

  private Optional<Role> roleOf(UUID principal) {
    return snapshot.roleOn(principal, approval.unit());
  }
}
