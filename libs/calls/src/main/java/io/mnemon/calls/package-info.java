/** How services call each other: deadlines, retries, breakers, and leaving without a loss. */
@NullMarked
package io.mnemon.calls;

import org.jspecify.annotations.NullMarked;
