@NullMarked
package io.mnemon.bench.answers;

import org.jspecify.annotations.NullMarked;
