/**
 * What keeps memories true: newer facts close older ones, and what was recalled is not learnt
 * again.
 */
@NullMarked
package io.mnemon.memory.truth;

import org.jspecify.annotations.NullMarked;
