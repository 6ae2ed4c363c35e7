package io.mnemon.governance.provisioning;

import io.mnemon.tenancy.Role;
import java.util.UUID;

/**
 * What the members of a group are.
 *
 * @param unit the unit where they have the role; the tenant's id for the whole tenant
 */
record GroupMapping(UUID group, String displayName, UUID unit, Role role) {}
