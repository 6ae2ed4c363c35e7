package io.mnemon.tenancy;

import java.time.Instant;
import java.util.UUID;

/**
 * An entry on its way to the chain.
 *
 * @param tenant in whose log it belongs
 * @param id a UUIDv7; an entry that comes twice is one
 * @param at when it happened
 */
public record PendingAudit(UUID tenant, UUID id, Instant at, AuditEntry entry) {}
