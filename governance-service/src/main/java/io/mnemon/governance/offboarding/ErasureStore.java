package io.mnemon.governance.offboarding;

import io.mnemon.tenancy.ControlPlane;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;

/** Where offers and erasures are kept. */
@ControlPlane("the end of a tenant is decided above it, and its proof outlives it")
interface ErasureStore {
  /** The name of a tenant that is not being erased. */
  Optional<String> nameOf(UUID tenant);

  /** Keeps an offer in place of the tenant's last one. */
  void put(Offer offer);

  Optional<Offer> offer(UUID tenant);

  /**
   * Takes the tenant's credentials away and orders its erasure, at once or not at all. An erasure
   * that is there already stays as it is.
   */
  void begin(Erasure erasure);

  Optional<Erasure> find(UUID tenant);

  /** Takes the oldest erasure that is due for this process. */
  Optional<Lease> lease(Duration time);

  /**
   * @return whether the lease was still this process's own
   */
  boolean renew(Lease lease, Duration time);

  /** Keeps what there was to erase, unless it is known already. */
  void counted(Lease lease, SortedMap<String, Long> counts);

  /** Gives an erasure back that did not end. */
  void postpone(Lease lease, String obstacle, Instant next);

  void finish(Lease lease, SortedMap<String, Long> rescan, Instant at);

  /**
   * An erasure in this process's hands.
   *
   * @param epoch which lease of it this is
   */
  record Lease(Erasure erasure, long epoch) {}
}
