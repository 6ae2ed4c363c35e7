@NullMarked
package io.mnemon.gateway.compat.mem0;

import org.jspecify.annotations.NullMarked;
