/** Lean clients of the two public doors, which share the machine with what they measure. */
@NullMarked
package io.mnemon.bench.door;

import org.jspecify.annotations.NullMarked;
