@NullMarked
package io.mnemon.gateway.openapi;

import org.jspecify.annotations.NullMarked;
