@NullMarked
package io.mnemon.governance;

import org.jspecify.annotations.NullMarked;
