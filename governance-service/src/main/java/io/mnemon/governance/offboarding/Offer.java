package io.mnemon.governance.offboarding;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What an administrator was told would be erased, and may confirm.
 *
 * @param confirmationSha256 of the confirmation, in hex
 * @param offeredTo the administrator
 * @param counts rows by table
 */
record Offer(
    UUID tenant,
    String confirmationSha256,
    UUID offeredTo,
    SortedMap<String, Long> counts,
    Instant expiresAt) {
  Offer {
    counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
  }
}
