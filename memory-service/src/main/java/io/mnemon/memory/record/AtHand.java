package io.mnemon.memory.record;

import io.mnemon.tenancy.TenantScope;

/** Brings back what may have left the record. */
public interface AtHand {
  /** The memory with its content and vector in the record, where they may have been all along. */
  Memory atHand(TenantScope scope, Memory memory);

  /** The same because somebody wishes it: a memory that comes back begins to fade anew. */
  Memory restored(TenantScope scope, Memory memory);
}
