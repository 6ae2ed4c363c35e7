@NullMarked
package io.mnemon.gateway.json;

import org.jspecify.annotations.NullMarked;
