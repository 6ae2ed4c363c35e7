/** Whether the gateway can do its work. */
@NullMarked
package io.mnemon.gateway.health;

import org.jspecify.annotations.NullMarked;
