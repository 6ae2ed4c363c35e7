package io.mnemon.governance.tenant;

import java.time.Instant;
import java.util.List;

/**
 * A principal with everything that was ever granted to it and not taken back.
 *
 * @param memberships also those that have expired
 * @param active whether it has not been deactivated
 */
public record Grantee(Principal principal, List<Membership> memberships, boolean active) {
  public Grantee {
    memberships = List.copyOf(memberships);
  }

  public List<Membership> membershipsAt(Instant now) {
    return memberships.stream().filter(membership -> membership.holdsAt(now)).toList();
  }

  /** With what groups give now renewed for good, and without what they gave before. */
  Grantee renewed(Instant now) {
    return with(
        memberships.stream()
            .filter(membership -> membership.isByHand() || membership.holdsAt(now))
            .map(Membership::renewed)
            .toList());
  }

  /** With nothing but what people gave. */
  Grantee byHand() {
    return with(memberships.stream().filter(Membership::isByHand).toList());
  }

  private Grantee with(List<Membership> others) {
    return new Grantee(principal, others, active);
  }
}
