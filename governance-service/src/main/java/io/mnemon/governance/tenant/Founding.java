package io.mnemon.governance.tenant;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a new tenant begins with.
 *
 * @param once the request that wishes it
 */
public record Founding(
    Tenant tenant, List<Principal> principals, List<Membership> memberships, @Nullable Once once) {
  public Founding {
    principals = List.copyOf(principals);
    memberships = List.copyOf(memberships);
  }
}
