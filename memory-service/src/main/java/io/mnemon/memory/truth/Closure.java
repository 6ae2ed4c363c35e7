package io.mnemon.memory.truth;

import io.mnemon.crypto.Bytes;
import io.mnemon.memory.record.Memory;

/**
 * A memory whose validity is to end, or to be given back.
 *
 * @param before as it was read
 * @param after its next version
 * @param identity what must be unique in its scope from then on
 * @param link the link that is made, or undone; it takes the place of another one of the older
 */
public record Closure(Memory before, Memory after, Bytes identity, Link link) {}
