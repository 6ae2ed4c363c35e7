package io.mnemon.memory.truth;

import io.mnemon.crypto.Bytes;
import io.mnemon.tenancy.TenantScope;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Keeps what was recalled, for a while. */
public interface RecallStore {

  /** Keeps recalls of the scope's tenant; one that is kept already stays as it is. */
  void keep(TenantScope scope, List<Recalled> recalls);

  /** The memories of a recall of this principal. */
  Optional<List<UUID>> memories(TenantScope scope, UUID principal, UUID recallId);

  /**
   * Which of the hashes were said by a memory of the principal's recent recalls, and by which.
   *
   * @param since only recalls from this time on
   * @param recalls only the latest so many
   */
  Map<Bytes, UUID> said(
      TenantScope scope, UUID principal, Set<Bytes> hashes, Instant since, int recalls);

  /** The same for one recall, however long ago. */
  Map<Bytes, UUID> said(TenantScope scope, UUID principal, Set<Bytes> hashes, UUID recallId);
}
