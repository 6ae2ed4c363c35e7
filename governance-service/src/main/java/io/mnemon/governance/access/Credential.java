package io.mnemon.governance.access;

import io.mnemon.governance.tenant.Membership;
import io.mnemon.tenancy.PrincipalKind;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A key whose secret was shown, and what its holder is.
 *
 * @param onBehalfOf for an agent: the user for whom it acts
 * @param memberships also those that have expired
 * @param epoch the tenant's authorization epoch
 */
record Credential(
    ApiKey key,
    PrincipalKind kind,
    String name,
    @Nullable UUID onBehalfOf,
    boolean platformAdmin,
    List<Membership> memberships,
    long epoch) {
  Credential {
    memberships = List.copyOf(memberships);
  }
}
