/** What happened, written down in the transaction in which it does. */
@NullMarked
package io.mnemon.governance.event;

import org.jspecify.annotations.NullMarked;
