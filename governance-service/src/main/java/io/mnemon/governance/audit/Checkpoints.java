package io.mnemon.governance.audit;

import io.mnemon.audit.Checkpoint;
import io.mnemon.audit.SigningKey;
import io.mnemon.storage.ObjectStore;
import io.mnemon.tenancy.TenantScope;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** Signs chains as they are, and keeps what it signed outside of the database too. */
final class Checkpoints {
  private static final String NUMBERS = "%012d";

  private final ChainStore chains;
  private final ObjectStore objects;
  private final Signers signers;
  private final InstantSource clock;

  Checkpoints(ChainStore chains, ObjectStore objects, Signers signers, InstantSource clock) {
    this.chains = chains;
    this.objects = objects;
    this.signers = signers;
    this.clock = clock;
  }

  /** Where the object store keeps a checkpoint. */
  static String object(UUID tenant, long number) {
    return "audit/" + tenant + "/" + NUMBERS.formatted(number) + ".json";
  }

  /** The checkpoint over all entries; a new one if there are entries that none covers. */
  ChainStore.Kept take(TenantScope scope) {
    SigningKey key = signers.key();
    return chains.checkpoint(
        scope,
        (chain, number, previous) -> {
          Checkpoint made =
              Checkpoint.of(
                  chain, number, previous, clock.instant().truncatedTo(ChronoUnit.MICROS), key);
          // Before it is listed. One that is not listed after all is replaced by the next.
          objects.put(
              object(chain.tenant(), number),
              (made.line() + "\n").getBytes(StandardCharsets.UTF_8));
          return made;
        });
  }
}
