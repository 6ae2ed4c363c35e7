/** The public methods that agents need, as tools of the Model Context Protocol. */
@NullMarked
package io.mnemon.gateway.mcp;

import org.jspecify.annotations.NullMarked;
