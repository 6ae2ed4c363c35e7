package io.mnemon.governance.tenant;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.PrincipalKind;
import io.mnemon.tenancy.Role;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Some principals of a tenant, what was granted to them, and the tenant's units.
 *
 * @param at the moment for which grants are judged
 * @param epoch the tenant's authorization epoch
 */
public record Snapshot(Instant at, long epoch, UnitTree tree, List<Grantee> grantees) {
  public Snapshot {
    grantees = List.copyOf(grantees);
  }

  public Optional<Grantee> byId(@Nullable UUID id) {
    return grantees.stream().filter(g -> g.principal().id().equals(id)).findFirst();
  }

  /**
   * The principal that a request names, if it exists. An id comes before a name: nobody can be
   * taken for somebody else by being called like their id.
   */
  public Optional<Grantee> find(PrincipalRef named) {
    return Optional.ofNullable(named.id())
        .flatMap(this::byId)
        .or(
            () ->
                grantees.stream()
                    .filter(g -> g.principal().name().equals(named.name()))
                    .findFirst());
  }

  /**
   * The caller itself.
   *
   * @throws ServiceException if it is a service, or has ceased to exist or to be active
   */
  public Grantee caller(Caller caller) {
    if (caller.kind() == PrincipalKind.SERVICE) {
      throw new ServiceException(
          ErrorCode.PERMISSION_DENIED,
          "a service has no tenant: ask with the internal token of a caller");
    }
    return byId(caller.principal())
        .filter(this::isActive)
        .orElseThrow(
            () ->
                new ServiceException(
                    ErrorCode.UNAUTHENTICATED,
                    "the caller's principal does not exist, or has been deactivated"));
  }

  /** Whether neither it nor the user on whose behalf it acts has been deactivated. */
  public boolean isActive(Grantee grantee) {
    UUID user = grantee.principal().onBehalfOf();
    return grantee.active() && (user == null || byId(user).filter(Grantee::active).isPresent());
  }

  /**
   * How everybody will stand in the last moment of what is granted now, as far as it is known. A
   * role that a group gives counts as one without an end, because it is renewed.
   *
   * @param end when what is granted ends; null if it does not
   */
  public Snapshot atTheEnd(@Nullable Instant end) {
    Instant last = end == null ? Instant.MAX : end.minusNanos(1);
    return new Snapshot(
        last, epoch, tree, grantees.stream().map(grantee -> grantee.renewed(at)).toList());
  }

  /** The same with nothing but what people gave. */
  Snapshot byHand() {
    return new Snapshot(at, epoch, tree, grantees.stream().map(Grantee::byHand).toList());
  }

  public Standing standing(Caller caller) {
    return standing(caller(caller));
  }

  /** The role that applies to a principal on a unit, or on the tenant for the tenant's id. */
  public Optional<Role> roleOn(UUID principal, UUID unitOrTenant) {
    return byId(principal).flatMap(grantee -> standing(grantee).roleOn(unitOrTenant));
  }

  /**
   * What a principal may do where. An agent that acts on behalf of a user never has more than that
   * user; one that was granted nothing itself has its user's units, as an agent at most. Grants
   * that have expired still count as granted here: their end must not widen what an agent sees.
   */
  public Standing standing(Grantee grantee) {
    Standing own = Standing.Granted.of(tree, epoch, grantee.membershipsAt(at));
    if (grantee.principal().onBehalfOf() == null) {
      return own;
    }
    Standing user =
        Standing.Granted.of(
            tree,
            epoch,
            byId(grantee.principal().onBehalfOf()).map(u -> u.membershipsAt(at)).orElse(List.of()));
    return grantee.memberships().isEmpty()
        ? new Standing.Borrowed(user)
        : new Standing.Bounded(own, user);
  }
}
