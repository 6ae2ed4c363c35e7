package io.mnemon.governance.tenant;

import java.time.Instant;
import java.util.UUID;

/** A company. Its name is unique on the platform. */
public record Tenant(UUID id, String name, Instant createdAt) {}
