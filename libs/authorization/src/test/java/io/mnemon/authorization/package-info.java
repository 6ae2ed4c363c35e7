@NullMarked
package io.mnemon.authorization;

import org.jspecify.annotations.NullMarked;
