package io.mnemon.bench.door;

import org.jspecify.annotations.Nullable;

/**
 * A question to the platform.
 *
 * @param user whose memories are looked through; null: everything that the credential sees
 */
public record Search(@Nullable String user, String query, int limit) {}
