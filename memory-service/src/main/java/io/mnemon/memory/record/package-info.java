/** Memories as they are kept: added, changed, deleted, with every version. */
@NullMarked
package io.mnemon.memory.record;

import org.jspecify.annotations.NullMarked;
