package io.mnemon.governance.audit;

import io.mnemon.audit.Checkpoint;
import io.mnemon.audit.LogChain;
import io.mnemon.tenancy.ControlPlane;
import io.mnemon.tenancy.PendingAudit;
import io.mnemon.tenancy.TenantScope;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Where chains are kept. Whoever changes one is alone with it. */
interface ChainStore {
  /**
   * Adds entries at the end, with pseudonyms in place of persons. What is in the chain already is
   * left out; of a tenant that has left nothing is kept.
   */
  void append(TenantScope scope, List<PendingAudit> entries);

  /**
   * The checkpoint that covers all entries: the last one, or a new one if something came since.
   *
   * @param signing makes and keeps a new one; it is not there if this fails
   */
  Kept checkpoint(TenantScope scope, Signing signing);

  /**
   * The tenants whose chains wait for a checkpoint.
   *
   * @param entries that many entries are too many without one
   * @param since that long ago is too long without one
   */
  @ControlPlane("it sees how many entries there are, and none of them")
  List<UUID> due(long entries, Instant since, int limit);

  /** Makes a checkpoint. */
  @FunctionalInterface
  interface Signing {
    /**
     * @param previous the line of the one before; empty for the first
     */
    Checkpoint sign(LogChain chain, long number, String previous);
  }

  /**
   * A checkpoint that is kept.
   *
   * @param chain the chain that it covers
   */
  record Kept(long number, LogChain chain) {}
}
