/** The memory service: what agents learnt, kept and found again. */
@NullMarked
package io.mnemon.memory;

import org.jspecify.annotations.NullMarked;
