package io.mnemon.governance.access;

import java.time.Instant;
import java.util.UUID;

/**
 * A key that gives way to another.
 *
 * @param old the key that ends
 * @param ends when it ends at the latest
 */
record Replacement(UUID old, Instant ends) {}
