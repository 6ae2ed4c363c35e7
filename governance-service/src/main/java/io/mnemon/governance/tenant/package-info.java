/** Companies, their tree of units, who is in them, and what role holds where. */
@NullMarked
package io.mnemon.governance.tenant;

import org.jspecify.annotations.NullMarked;
