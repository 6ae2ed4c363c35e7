/** Load, latencies free of coordinated omission, and what processes cost. */
@NullMarked
package io.mnemon.bench.measure;

import org.jspecify.annotations.NullMarked;
