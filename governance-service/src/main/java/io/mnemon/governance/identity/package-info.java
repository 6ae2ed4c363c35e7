/** Signing in with tokens of a company's own identity provider, and out again. */
@NullMarked
package io.mnemon.governance.identity;

import org.jspecify.annotations.NullMarked;
