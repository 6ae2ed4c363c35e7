package io.mnemon.storage;

import java.time.Instant;

/** What is known of an object without reading it. */
public record StoredObject(String key, long sizeBytes, Instant modifiedAt) {}
