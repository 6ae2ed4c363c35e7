@NullMarked
package io.mnemon.gateway.compat.anthropic;

import org.jspecify.annotations.NullMarked;
