@NullMarked
package io.mnemon.bench.door;

import org.jspecify.annotations.NullMarked;
