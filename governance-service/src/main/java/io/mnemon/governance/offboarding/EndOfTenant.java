package io.mnemon.governance.offboarding;

/** What came of the wish to erase a tenant. */
sealed interface EndOfTenant {
  /**
   * Nothing was done; it may be confirmed.
   *
   * @param confirmation shown once
   */
  record Offered(Offer offer, String confirmation) implements EndOfTenant {}

  /** It was confirmed, and is done if the erasure says so. */
  record Begun(Erasure erasure) implements EndOfTenant {}
}
