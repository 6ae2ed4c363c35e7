@NullMarked
package io.mnemon.embedded;

import org.jspecify.annotations.NullMarked;
