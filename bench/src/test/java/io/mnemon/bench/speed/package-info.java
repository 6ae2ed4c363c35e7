@NullMarked
package io.mnemon.bench.speed;

import org.jspecify.annotations.NullMarked;
