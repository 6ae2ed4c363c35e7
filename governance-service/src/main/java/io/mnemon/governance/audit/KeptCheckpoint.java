package io.mnemon.governance.audit;

import java.time.Instant;

/**
 * A checkpoint as it is listed.
 *
 * @param root in hex
 * @param object its key in the object store
 */
record KeptCheckpoint(long number, long entries, Instant at, String root, String object) {}
