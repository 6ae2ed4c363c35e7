@NullMarked
package io.mnemon.gateway.auth;

import org.jspecify.annotations.NullMarked;
