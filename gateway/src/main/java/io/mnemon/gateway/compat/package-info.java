/** What the interfaces of other memory systems share: how a request becomes calls of ours. */
@NullMarked
package io.mnemon.gateway.compat;

import org.jspecify.annotations.NullMarked;
