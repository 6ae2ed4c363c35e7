@NullMarked
package io.mnemon.gateway.limits;

import org.jspecify.annotations.NullMarked;
