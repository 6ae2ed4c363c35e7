package io.mnemon.memory.truth;

import io.mnemon.memory.record.MemoryStore.IdentityTakenException;
import io.mnemon.tenancy.TenantScope;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Which memories have ended the validity of which others. One change of a scope at a time. */
public interface SupersessionStore {

  /** Every link of one of these memories, undone ones included, in no particular order. */
  List<Link> links(TenantScope scope, Set<UUID> memories);

  /**
   * Ends the validity of memories, if everything that this was decided from is as it was.
   *
   * @param basis the memories that it was decided from, and their versions
   * @param by who added the newer memory
   * @return the outbox rows of the memories at both ends; empty if the basis has changed
   */
  Optional<Map<UUID, Long>> close(
      TenantScope scope,
      UUID scopeId,
      Map<UUID, Long> basis,
      List<Closure> closures,
      UUID by,
      Instant at);

  /**
   * Gives a memory its validity back.
   *
   * @return the outbox rows of the memories at both ends; none if it has changed
   * @throws IdentityTakenException if another memory of the scope says the same by now
   */
  Map<UUID, Long> restore(TenantScope scope, Closure restored, UUID by, Instant at);

  /** Links a memory with those that say nearly the same, and how near they are. */
  void link(TenantScope scope, UUID scopeId, UUID memory, Map<UUID, Double> nearDuplicates);
}
