/** Questions and their answers, kept to be asked again. */
@NullMarked
package io.mnemon.bench.answers;

import org.jspecify.annotations.NullMarked;
