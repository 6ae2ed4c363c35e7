/** Anthropic's memory tool: the files of a user, each a memory. */
@NullMarked
package io.mnemon.gateway.compat.anthropic;

import org.jspecify.annotations.NullMarked;
