package io.mnemon.governance.tenant;

import io.mnemon.storage.Transaction;
import io.mnemon.tenancy.TenantScope;
import java.util.UUID;

/** Gives a new tenant's administrator a key. */
public interface FirstKey {
  /** Stores the key in the transaction and returns its text, which is shown once. */
  String issue(TenantScope scope, Transaction tx, UUID principal);
}
