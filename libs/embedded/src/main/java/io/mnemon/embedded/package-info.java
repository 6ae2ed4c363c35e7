/** Real Postgres and Redis as child processes, and the entry point that starts them first. */
@NullMarked
package io.mnemon.embedded;

import org.jspecify.annotations.NullMarked;
