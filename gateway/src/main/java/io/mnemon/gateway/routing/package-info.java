/** How the gateway reaches the services. */
@NullMarked
package io.mnemon.gateway.routing;

import org.jspecify.annotations.NullMarked;
