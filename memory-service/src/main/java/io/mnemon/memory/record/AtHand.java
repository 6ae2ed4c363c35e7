package io.mnemon.memory.record;

import io.mnemon.tenancy.TenantScope;

/** Brings back what may have left the record. */
@FunctionalInterface
public interface AtHand {
  /** The memory with its content and vector in the record, where they may have been all along. */
  Memory atHand(TenantScope scope, Memory memory);
}
