/** The tools of MCP's reference memory: a graph of a user, each node and edge a memory. */
@NullMarked
package io.mnemon.gateway.compat.mcpmemory;

import org.jspecify.annotations.NullMarked;
