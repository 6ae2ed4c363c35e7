/** Credentials, who holds them, and for whom they may act. */
@NullMarked
package io.mnemon.governance.access;

import org.jspecify.annotations.NullMarked;
