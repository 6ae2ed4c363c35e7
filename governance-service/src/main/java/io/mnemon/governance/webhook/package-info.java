/** Who is told of events over HTTP, and what became of it. */
@NullMarked
package io.mnemon.governance.webhook;

import org.jspecify.annotations.NullMarked;
