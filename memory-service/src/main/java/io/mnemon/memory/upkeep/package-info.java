/** Background work: the index kept in step with the record, and vectors that came late. */
@NullMarked
package io.mnemon.memory.upkeep;

import org.jspecify.annotations.NullMarked;
