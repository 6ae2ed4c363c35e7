/** How good and how fast the packaged platform is, beside its raw parts. */
@NullMarked
package io.mnemon.bench;

import org.jspecify.annotations.NullMarked;
