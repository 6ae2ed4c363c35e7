package io.mnemon.memory.retention;

import io.mnemon.tenancy.Layer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How long the memories of a layer are kept.
 *
 * @param afterDays how many days after its last change a memory is let go
 * @param allowance how many memories somebody has agreed to lose at once; 0 for no more than usual
 */
public record RetentionRule(
    Layer layer, int afterDays, long allowance, Instant updatedAt, @Nullable Instant lastRunAt) {}
