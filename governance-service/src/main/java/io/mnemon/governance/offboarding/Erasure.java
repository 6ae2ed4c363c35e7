package io.mnemon.governance.offboarding;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The erasure of a tenant: the order, and once it is done the proof.
 *
 * @param nameSha256 of the tenant's name, in hex
 * @param requestedBy the administrator who confirmed it
 * @param export the last complete export, if there was one
 * @param counts rows by table after the last write; empty until they were counted
 * @param rescan rows by table after the erasure; empty until it is done
 * @param obstacle why the last attempt did not end
 * @param erasedAt null until it is done
 */
record Erasure(
    UUID tenant,
    String nameSha256,
    UUID requestedBy,
    Instant requestedAt,
    @Nullable Exported export,
    SortedMap<String, Long> counts,
    SortedMap<String, Long> rescan,
    @Nullable String obstacle,
    @Nullable Instant erasedAt) {
  Erasure {
    counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
    rescan = Collections.unmodifiableSortedMap(new TreeMap<>(rescan));
  }

  /**
   * An export that came to its end.
   *
   * @param sha256 of all that stands before its last line, in hex
   */
  record Exported(String sha256, Instant at) {}
}
