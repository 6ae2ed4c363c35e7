package io.mnemon.memory.retention;

import io.mnemon.tenancy.ControlPlane;
import io.mnemon.tenancy.TenantScope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/** Takes the contents of deleted memories out of the record. */
public interface PurgeStore {

  /**
   * Takes deleted memories that nobody else purges now, by tenant: those deleted before a time, and
   * those that somebody wants purged at once. None while an index has not followed its deletion.
   *
   * @param lease for how long nobody else takes them
   */
  @ControlPlane("leases work of all tenants, by ids alone")
  Map<UUID, Set<UUID>> lease(Instant deletedBefore, int limit, Duration lease);

  /** Has the content of a deleted memory purged without delay. */
  void hurry(TenantScope tenant, UUID memory);

  /**
   * What those of the memories say, or said in earlier versions, that are still deleted: a part
   * after the other, of which none is held when the next is read.
   */
  void contents(TenantScope system, Set<UUID> ids, Consumer<List<String>> part);

  /**
   * Leaves of those memories that are still deleted nothing but id, version and when that was.
   *
   * @return the versions of those that were purged
   */
  Map<UUID, Long> purge(TenantScope system, Set<UUID> ids);

  /** Nothing of these memories is left anywhere. */
  void done(TenantScope system, Set<UUID> ids);
}
