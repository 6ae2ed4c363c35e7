/** Who is asking at the gateway. */
@NullMarked
package io.mnemon.gateway.auth;

import org.jspecify.annotations.NullMarked;
