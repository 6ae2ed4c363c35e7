/** Where tenants live. */
@NullMarked
package io.mnemon.governance.cell;

import org.jspecify.annotations.NullMarked;
