package io.mnemon.governance.access;

import io.mnemon.api.ServiceException;
import io.mnemon.governance.tenant.Grantee;
import io.mnemon.governance.tenant.Grants;
import io.mnemon.governance.tenant.Guard;
import io.mnemon.governance.tenant.Membership;
import io.mnemon.governance.tenant.Principal;
import io.mnemon.governance.tenant.Snapshot;
import io.mnemon.governance.tenant.Standing;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.Caller.ActFor;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whose keys a caller may make and revoke. A key is as strong as its principal, so making one for
 * somebody must not be a way to more than one has: the caller needs to be admin wherever the
 * principal belongs, and to hold everywhere at least what the principal holds. An agent never may
 * more than its user, so its keys are its user's too; and it speaks for its user, so its keys are
 * as strong as those of that user. And what the caller may make today it does not leave behind for
 * longer than it may.
 */
public record KeyRights(Caller caller, Standing standing, Snapshot snapshot, Grants grants) {

  /**
   * Requires a right wherever a principal belongs.
   *
   * @throws ServiceException PERMISSION_DENIED
   */
  public void require(Guard guard, String action, Grantee holder) {
    anchors(holder).forEach(anchor -> guard.require(caller, action, standing, anchor));
  }

  /** Whether the principal is the caller, or an agent that acts on its behalf. */
  boolean isOwn(Grantee holder) {
    return caller.principal().equals(holder.principal().id())
        || caller.principal().equals(holder.principal().onBehalfOf());
  }

  /** Whether the principal, or its user, could do something that the caller cannot. */
  boolean isStrongerThanCaller(Grantee holder) {
    return withUser(holder).stream().anyMatch(this::exceedsCaller);
  }

  /**
   * Whether a key that the caller may make now may be good until an end: so long the caller has the
   * right wherever the principal belongs, and the principal never may more than the caller.
   *
   * @param end null for never
   * @param actFor for whose subjects it is good
   */
  boolean lastUntil(
      @Nullable Instant end, Guard guard, String action, Grantee holder, @Nullable ActFor actFor) {
    Instant last = end == null ? Instant.MAX : end;
    Standing standingThen = before(last).standing();
    Set<UUID> places = anchors(holder);
    if (actFor != null) {
      places.add(actFor.unit());
    }
    // A role of the principal that ends earlier is compared in its own last moment.
    return places.stream().allMatch(place -> guard.allows(caller, action, standingThen, place))
        && Stream.concat(Stream.of(last), ends(holder).filter(last::isAfter))
            .noneMatch(moment -> before(moment).exceedsCaller(holder.principal().id()));
  }

  private Stream<Instant> ends(Grantee holder) {
    return withUser(holder).stream()
        .flatMap(one -> one.membershipsAt(snapshot.at()).stream())
        .map(Membership::expiresAt)
        .filter(Objects::nonNull);
  }

  /** The same as everybody will stand just before a moment. */
  private KeyRights before(Instant moment) {
    Snapshot then = snapshot.atTheEnd(moment);
    return new KeyRights(caller, then.standing(caller), then, grants);
  }

  private boolean exceedsCaller(UUID principal) {
    return snapshot.byId(principal).filter(this::isStrongerThanCaller).isPresent();
  }

  /** Whether an application that asks stays within the subjects that it acts for. */
  boolean isWithinGrant(Grantee holder) {
    return switch (caller.kind()) {
      case USER, AGENT -> true;
      case APPLICATION ->
          caller.actFor() != null && new ActForGrant(caller.actFor(), snapshot).covers(holder);
      case SERVICE -> false;
    };
  }

  private boolean exceedsCaller(Grantee one) {
    return (one.principal().platformAdmin() && !caller.platformAdmin())
        || one.membershipsAt(snapshot.at()).stream().anyMatch(this::exceedsCaller);
  }

  private boolean exceedsCaller(Membership membership) {
    return standing
            .roleOn(membership.unit())
            .filter(role -> role.isAtLeast(membership.role()))
            .isEmpty()
        || grants.beyond(caller, standing, membership.unit(), membership.own()).isPresent();
  }

  /** Where a principal, and the user on whose behalf it acts, belong; the tenant if nowhere. */
  Set<UUID> anchors(Grantee holder) {
    Set<UUID> anchors = new HashSet<>();
    for (Grantee one : withUser(holder)) {
      Set<UUID> own = new HashSet<>();
      one.membershipsAt(snapshot.at()).forEach(membership -> own.add(membership.unit()));
      Principal principal = one.principal();
      if (principal.homeUnit() != null) {
        own.add(principal.homeUnit());
      }
      anchors.addAll(own.isEmpty() ? Set.of(caller.tenant()) : own);
    }
    return anchors;
  }

  /** A principal, and the user on whose behalf it acts if there is one. */
  private List<Grantee> withUser(Grantee holder) {
    return Stream.concat(Stream.of(holder), snapshot.byId(holder.principal().onBehalfOf()).stream())
        .toList();
  }
}
