/** Who is asking, for whom, and what that lets them see. */
@NullMarked
package io.mnemon.tenancy;

import org.jspecify.annotations.NullMarked;
