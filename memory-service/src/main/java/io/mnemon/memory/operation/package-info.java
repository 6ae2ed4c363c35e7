/** Work that goes on after the answer, and what became of it. */
@NullMarked
package io.mnemon.memory.operation;

import org.jspecify.annotations.NullMarked;
