package io.mnemon.governance.tenant;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One node of a tenant's tree.
 *
 * @param parent the unit above; null at the top level
 * @param name unique beneath its parent
 */
public record Unit(UUID id, @Nullable UUID parent, UnitKind kind, String name, Instant createdAt) {}
