@NullMarked
package io.mnemon.bench.doors;

import org.jspecify.annotations.NullMarked;
