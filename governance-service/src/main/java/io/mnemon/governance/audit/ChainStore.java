package io.mnemon.governance.audit;

import io.mnemon.audit.Checkpoint;
import io.mnemon.audit.LogChain;
import io.mnemon.audit.Sha256;
import io.mnemon.tenancy.ControlPlane;
import io.mnemon.tenancy.PendingAudit;
import io.mnemon.tenancy.TenantScope;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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

  /** How many checkpoints the chain has. */
  long checkpoints(TenantScope scope);

  /** The end of the chain when it had so many entries; empty if it has fewer. */
  Optional<Sha256> head(TenantScope scope, long entries);

  /**
   * The tenants that have a chain, in the order of their ids.
   *
   * @param after the last of the page before
   */
  @ControlPlane("it sees whose chains there are, and none of their entries")
  List<UUID> tenants(UUID after, int limit);

  /**
   * The tenants whose chains wait for a checkpoint; none that is being erased.
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
