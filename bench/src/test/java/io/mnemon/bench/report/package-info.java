@NullMarked
package io.mnemon.bench.report;

import org.jspecify.annotations.NullMarked;
