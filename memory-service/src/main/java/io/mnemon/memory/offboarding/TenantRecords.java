package io.mnemon.memory.offboarding;

import io.mnemon.crypto.DataKeys;
import io.mnemon.memory.record.Archive;
import io.mnemon.storage.TenantPages;
import io.mnemon.storage.TenantTables;
import io.mnemon.tenancy.TenantScope;
import java.util.SortedMap;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Everything that the service holds of a tenant: counts it, tells it, fences it off and erases it.
 * Each call may be repeated, so an erasure that was cut off goes on where it stood.
 */
public final class TenantRecords {
  private static final String JOB = "off-boarding";

  private final TenantTables tables;
  private final TenantPages pages;
  private final Fences fences;
  private final FencedIndex index;
  private final Predicate<UUID> hasIndexFolder;
  private final DataKeys keys;
  private final Archive archive;

  public TenantRecords(
      TenantTables tables,
      TenantPages pages,
      Fences fences,
      FencedIndex index,
      Predicate<UUID> hasIndexFolder,
      DataKeys keys,
      Archive archive) {
    this.tables = tables;
    this.pages = pages;
    this.fences = fences;
    this.index = index;
    this.hasIndexFolder = hasIndexFolder;
    this.keys = keys;
    this.archive = archive;
  }

  /** The rows by table. */
  public SortedMap<String, Long> count(UUID tenant) {
    return tables.count(TenantScope.system(tenant, JOB));
  }

  public boolean isIndexGone(UUID tenant) {
    return !hasIndexFolder.test(tenant);
  }

  public TenantPages.Page export(UUID tenant, String cursor) {
    return pages.page(TenantScope.system(tenant, JOB), cursor);
  }

  /** Refuses every later write; those that had begun have ended on return. */
  public void fence(UUID tenant) {
    fences.fence(tenant);
    index.fence(tenant);
  }

  /**
   * Erases a part, the keys first: what else there is cannot be read from then on.
   *
   * @return whether there may be more
   */
  public boolean erase(UUID tenant) {
    fence(tenant);
    boolean more = tables.erase(TenantScope.system(tenant, JOB));
    keys.forget(tenant);
    if (!more) {
      archive.removeAll(tenant);
      index.drop(tenant);
    }
    return more;
  }
}
