@NullMarked
package io.mnemon.bench;

import org.jspecify.annotations.NullMarked;
