@NullMarked
package io.mnemon.gateway.compat.openai;

import org.jspecify.annotations.NullMarked;
