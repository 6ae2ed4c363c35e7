package io.mnemon.governance.tenant;

import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.PrincipalKind;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A user, an agent or an application of a tenant.
 *
 * @param name unique in the tenant, whatever the kind
 * @param onBehalfOf for an agent: the user for whom it acts with a key of its own
 * @param homeUnit the unit through whose application it was first used, if it was made that way
 * @param platformAdmin whether it may manage tenants
 */
public record Principal(
    UUID id,
    PrincipalKind kind,
    String name,
    @Nullable UUID onBehalfOf,
    @Nullable UUID homeUnit,
    boolean platformAdmin,
    Instant createdAt) {

  /**
   * Itself as if it asked with a credential without limits.
   *
   * @param epoch the tenant's authorization epoch when it was looked up
   */
  public Caller asCaller(UUID tenant, long epoch) {
    return new Caller(
        tenant, id, kind, name, onBehalfOf, List.of(), List.of(), null, platformAdmin, epoch, null);
  }
}
