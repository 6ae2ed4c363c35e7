/** The end of a tenant: exports what it has and erases it. */
@NullMarked
package io.mnemon.memory.offboarding;

import org.jspecify.annotations.NullMarked;
