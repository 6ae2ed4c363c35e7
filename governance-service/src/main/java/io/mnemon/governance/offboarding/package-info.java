/** The end of a tenant: its export, its erasure, and the proof. */
@NullMarked
package io.mnemon.governance.offboarding;

import org.jspecify.annotations.NullMarked;
