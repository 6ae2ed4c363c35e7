/** Figures, their tables and files, and how two runs compare. */
@NullMarked
package io.mnemon.bench.report;

import org.jspecify.annotations.NullMarked;
