@NullMarked
package io.mnemon.gateway.compat.mcpmemory;

import org.jspecify.annotations.NullMarked;
