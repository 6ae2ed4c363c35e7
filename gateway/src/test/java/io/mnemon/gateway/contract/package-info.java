@NullMarked
package io.mnemon.gateway.contract;

import org.jspecify.annotations.NullMarked;
