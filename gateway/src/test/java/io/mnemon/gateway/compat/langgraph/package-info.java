@NullMarked
package io.mnemon.gateway.compat.langgraph;

import org.jspecify.annotations.NullMarked;
