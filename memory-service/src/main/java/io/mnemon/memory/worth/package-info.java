/**
 * What memories are worth: rewards and use lift or lower it, time takes from it, and what is worth
 * nothing goes to the archive.
 */
@NullMarked
package io.mnemon.memory.worth;

import org.jspecify.annotations.NullMarked;
