package io.mnemon.memory.record;

import io.mnemon.crypto.Bytes;

/**
 * What tells that a call is a repetition.
 *
 * @param key the key that the caller has chosen
 * @param requestHash the keyed hash of the call's body
 */
public record Idempotency(String key, Bytes requestHash) {}
