/** The audit log: its chain, its checkpoints, and who may read it. */
@NullMarked
package io.mnemon.governance.audit;

import org.jspecify.annotations.NullMarked;
