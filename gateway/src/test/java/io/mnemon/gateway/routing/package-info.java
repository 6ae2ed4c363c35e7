@NullMarked
package io.mnemon.gateway.routing;

import org.jspecify.annotations.NullMarked;
