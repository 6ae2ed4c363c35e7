package io.mnemon.governance.audit;

import io.mnemon.audit.Checkpoint;
import io.mnemon.audit.SigningKey;
import io.mnemon.tenancy.TenantScope;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Signs chains as they are, and keeps what it signed outside of the database too. What lies there
 * already shows a chain that was set back: then it knows of fewer checkpoints than were signed.
 */
final class Checkpoints {
  private static final Logger LOG = Logger.getLogger(Checkpoints.class);

  private final ChainStore chains;
  private final CheckpointObjects objects;
  private final Signers signers;
  private final InstantSource clock;

  Checkpoints(ChainStore chains, CheckpointObjects objects, Signers signers, InstantSource clock) {
    this.chains = chains;
    this.objects = objects;
    this.signers = signers;
    this.clock = clock;
  }

  /** The checkpoint over all entries; a new one if there are entries that none covers. */
  ChainStore.Kept take(TenantScope scope) {
    SigningKey key = signers.key();
    compare(scope);
    return chains.checkpoint(
        scope,
        (chain, number, previous) -> {
          Checkpoint made =
              Checkpoint.of(
                  chain, number, previous, clock.instant().truncatedTo(ChronoUnit.MICROS), key);
          // Before it is listed. One that is not listed after all fits the chain, and harms nobody.
          objects.put(chain.tenant(), made);
          return made;
        });
  }

  /** Says loudly if the chain is not what was signed of it once. */
  void compare(TenantScope scope) {
    unfitting(scope)
        .ifPresent(
            stored ->
                LOG.errorf(
                    "The audit log of tenant %s was set back: checkpoint %d of %d entries, which was"
                        + " signed and lies in the object store as %s, does not fit it. After a"
                        + " restore that is to be expected: what was logged between is lost, and"
                        + " that object proves it. Without one, somebody changed the log. Keep the"
                        + " object.",
                    scope.tenant(),
                    stored.claim().number(),
                    stored.claim().entries(),
                    stored.key()));
  }

  /** The last checkpoint that was signed, if the chain neither lists it nor fits it. */
  Optional<CheckpointObjects.Stored> unfitting(TenantScope scope) {
    return objects
        .latestBeyond(scope.tenant(), chains.checkpoints(scope))
        .filter(
            stored ->
                !chains
                    .head(scope, stored.claim().entries())
                    .equals(Optional.of(stored.claim().head())));
  }
}
