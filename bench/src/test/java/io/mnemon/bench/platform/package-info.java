@NullMarked
package io.mnemon.bench.platform;

import org.jspecify.annotations.NullMarked;
