@NullMarked
package io.mnemon.gateway.compat;

import org.jspecify.annotations.NullMarked;
