/** Memories on their way out and in: exports and imports. */
@NullMarked
package io.mnemon.memory.transfer;

import org.jspecify.annotations.NullMarked;
