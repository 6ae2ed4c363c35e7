/** The hybrid index: dense and lexical search under one filter, a projection of the record. */
@NullMarked
package io.mnemon.index;

import org.jspecify.annotations.NullMarked;
