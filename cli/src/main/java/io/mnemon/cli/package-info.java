/** The mnemon command: a thin client of the HTTP API. */
@NullMarked
package io.mnemon.cli;

import org.jspecify.annotations.NullMarked;
