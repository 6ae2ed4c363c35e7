@NullMarked
package io.mnemon.gateway.mcp;

import org.jspecify.annotations.NullMarked;
