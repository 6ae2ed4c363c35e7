package io.mnemon.governance.identity;

import io.mnemon.tenancy.Role;
import java.time.Duration;
import java.util.UUID;

/**
 * What the members of an issuer's group are here.
 *
 * @param group as tokens write it
 * @param unit a unit, or the tenant's id for the whole tenant
 * @param lasts how long the role is held after the token that showed the group was issued
 */
record GroupMapping(String group, UUID unit, Role role, Duration lasts) {}
