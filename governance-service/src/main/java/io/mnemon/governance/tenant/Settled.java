package io.mnemon.governance.tenant;

import io.mnemon.tenancy.TenantScope;

/** Tells when rights that were taken away in a tenant are gone everywhere. */
public interface Settled {

  /**
   * Returns when no replica relies any more on what the tenant allowed before its epoch was moved
   * last: every one has said so, or what it was told has run out. To be called after the commit,
   * never within a transaction.
   */
  void await(TenantScope scope);
}
