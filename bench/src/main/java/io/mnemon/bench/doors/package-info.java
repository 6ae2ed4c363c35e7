/** What it costs to come in by another door than our own. */
@NullMarked
package io.mnemon.bench.doors;

import org.jspecify.annotations.NullMarked;
