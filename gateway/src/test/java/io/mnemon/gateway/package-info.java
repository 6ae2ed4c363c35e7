@NullMarked
package io.mnemon.gateway;

import org.jspecify.annotations.NullMarked;
