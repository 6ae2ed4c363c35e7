/** What tenants decide about their own rights, and why something is allowed or not. */
@NullMarked
package io.mnemon.governance.authorization;

import org.jspecify.annotations.NullMarked;
