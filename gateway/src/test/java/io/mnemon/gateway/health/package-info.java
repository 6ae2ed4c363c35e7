@NullMarked
package io.mnemon.gateway.health;

import org.jspecify.annotations.NullMarked;
