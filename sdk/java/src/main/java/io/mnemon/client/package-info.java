/** The Java client: every call of the memory API over gRPC, blocking or as a future. */
@NullMarked
package io.mnemon.client;

import org.jspecify.annotations.NullMarked;
