package io.mnemon.storage;

import java.util.UUID;

/**
 * A change that must reach another store.
 *
 * @param aggregate what was changed
 * @param version the aggregate's version after the change
 * @param kind the service's word for what is to be done, e.g. {@code index}
 */
public record OutboxEntry(UUID aggregate, long version, String kind) {}
