@NullMarked
package io.mnemon.bench.corpus;

import org.jspecify.annotations.NullMarked;
