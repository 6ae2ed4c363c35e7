package io.mnemon.governance.authorization;

import io.mnemon.authorization.CustomRole;
import java.time.Instant;

/** A role of a tenant's own, and when it was made. */
record MadeRole(CustomRole role, Instant createdAt) {}
