/** Which scopes a caller may see, and where it may write. */
@NullMarked
package io.mnemon.memory.sight;

import org.jspecify.annotations.NullMarked;
