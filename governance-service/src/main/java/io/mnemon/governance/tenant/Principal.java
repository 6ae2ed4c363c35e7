package io.mnemon.governance.tenant;

import io.mnemon.tenancy.PrincipalKind;
import java.time.Instant;
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
    Instant createdAt) {}
