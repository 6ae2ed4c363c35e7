/** JSON as the contract's messages, and back. */
@NullMarked
package io.mnemon.gateway.json;

import org.jspecify.annotations.NullMarked;
