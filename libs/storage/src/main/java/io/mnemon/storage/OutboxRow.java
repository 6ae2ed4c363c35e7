package io.mnemon.storage;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A leased change. It holds ids only, never content.
 *
 * @param id the row's id; ascending within an aggregate
 * @param aggregate what was changed
 * @param version the aggregate's version after the change
 * @param kind the service's word for what is to be done
 * @param traceparent the W3C trace context of the request that made the change
 * @param epoch counts the leases of this row: only the latest may finish it
 * @param attempts how often it was leased, this time included
 */
public record OutboxRow(
    UUID tenant,
    long id,
    UUID aggregate,
    long version,
    String kind,
    @Nullable String traceparent,
    Instant createdAt,
    long epoch,
    int attempts) {}
