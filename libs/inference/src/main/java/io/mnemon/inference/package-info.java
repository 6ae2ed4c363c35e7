/** Models behind ports: text to vectors, text to tokens. */
@NullMarked
package io.mnemon.inference;

import org.jspecify.annotations.NullMarked;
