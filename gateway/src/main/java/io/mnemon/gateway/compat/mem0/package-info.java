/** The interface of mem0's hosted memory, so that its clients talk to Mnemon by another address. */
@NullMarked
package io.mnemon.gateway.compat.mem0;

import org.jspecify.annotations.NullMarked;
