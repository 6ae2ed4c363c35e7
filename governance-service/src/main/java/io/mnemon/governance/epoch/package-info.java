/** How others learn that who may do what has changed, and how one knows that they have. */
@NullMarked
package io.mnemon.governance.epoch;

import org.jspecify.annotations.NullMarked;
