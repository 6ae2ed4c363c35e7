/** Everything that an installation keeps, in one file and back. */
@NullMarked
package io.mnemon.operations.backup;

import org.jspecify.annotations.NullMarked;
