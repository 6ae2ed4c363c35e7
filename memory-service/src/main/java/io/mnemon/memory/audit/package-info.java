/** The way from the memory service to the audit log. */
@NullMarked
package io.mnemon.memory.audit;

import org.jspecify.annotations.NullMarked;
