/** Memories found again, by meaning and by words. */
@NullMarked
package io.mnemon.memory.recall;

import org.jspecify.annotations.NullMarked;
