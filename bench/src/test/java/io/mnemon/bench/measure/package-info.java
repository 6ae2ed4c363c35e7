@NullMarked
package io.mnemon.bench.measure;

import org.jspecify.annotations.NullMarked;
