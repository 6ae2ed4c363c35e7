@NullMarked
package io.mnemon.bench.quality;

import org.jspecify.annotations.NullMarked;
