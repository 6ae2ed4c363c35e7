/** Ports to the stores and their adapters: the Postgres session, the outbox, caches and objects. */
@NullMarked
package io.mnemon.storage;

import org.jspecify.annotations.NullMarked;
