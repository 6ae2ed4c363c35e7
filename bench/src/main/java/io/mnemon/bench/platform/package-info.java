/** The platform that is measured: started for it, or running elsewhere. */
@NullMarked
package io.mnemon.bench.platform;

import org.jspecify.annotations.NullMarked;
