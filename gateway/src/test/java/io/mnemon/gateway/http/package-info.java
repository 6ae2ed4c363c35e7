@NullMarked
package io.mnemon.gateway.http;

import org.jspecify.annotations.NullMarked;
