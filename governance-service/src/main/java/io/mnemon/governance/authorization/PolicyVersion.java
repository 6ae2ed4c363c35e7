package io.mnemon.governance.authorization;

import java.time.Instant;
import java.util.UUID;

/**
 * What a policy of a tenant says since a change, or that it was deleted then.
 *
 * @param version grows by one with every change
 */
record PolicyVersion(
    String name,
    long version,
    String text,
    String description,
    boolean deleted,
    Instant changedAt,
    UUID changedBy) {}
