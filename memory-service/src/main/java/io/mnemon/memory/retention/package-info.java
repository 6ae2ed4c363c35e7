/** How memories come to their end: selections that are deleted, contents that are purged, rules. */
@NullMarked
package io.mnemon.memory.retention;

import org.jspecify.annotations.NullMarked;
