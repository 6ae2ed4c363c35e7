/** The raw parts alone: what no platform around them can beat. */
@NullMarked
package io.mnemon.bench.raw;

import org.jspecify.annotations.NullMarked;
