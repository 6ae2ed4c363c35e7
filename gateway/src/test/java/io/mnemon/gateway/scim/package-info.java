@NullMarked
package io.mnemon.gateway.scim;

import org.jspecify.annotations.NullMarked;
