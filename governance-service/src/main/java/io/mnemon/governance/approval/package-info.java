/** What needs the approval of others, and what they decide. */
@NullMarked
package io.mnemon.governance.approval;

import org.jspecify.annotations.NullMarked;
