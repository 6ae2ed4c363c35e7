/** Requests to the outside, which never reach what is inside. */
@NullMarked
package io.mnemon.governance.egress;

import org.jspecify.annotations.NullMarked;
