/** How fast, at which size, through which door. */
@NullMarked
package io.mnemon.bench.speed;

import org.jspecify.annotations.NullMarked;
