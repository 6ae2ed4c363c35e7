/** A log that proves itself: entries in a chain, signed checkpoints, and who checks them. */
@NullMarked
package io.mnemon.audit;

import org.jspecify.annotations.NullMarked;
