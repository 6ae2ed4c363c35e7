package io.mnemon.index;

import java.nio.file.Path;
import java.time.Duration;

/**
 * The limits of the embedded index.
 *
 * @param folder where the index lies, one folder a tenant; no other process may use it
 * @param openTenants how many tenants' indexes stay open while they are not in use
 * @param threads how many searches and writes run at the same time
 * @param queue how many further ones may wait
 * @param bufferMebibytes the memory for changes that no search has asked for yet, per open tenant
 * @param uncommittedChanges after how many changes an index is made durable without being asked
 * @param uncommittedAltogether how many changes all open indexes together may hold that are not
 *     durable: beyond, the one with most of them is made durable
 * @param cachedMebibytes the memory for what searches ask for again, of all tenants together
 * @param refreshPatience how long a search waits for the changes before it
 * @param patience how long any other call waits for its turn
 */
public record LuceneSettings(
    Path folder,
    int openTenants,
    int threads,
    int queue,
    int bufferMebibytes,
    int uncommittedChanges,
    int uncommittedAltogether,
    int cachedMebibytes,
    Duration refreshPatience,
    Duration patience) {
  private static final int HEAP_OF_A_CHANGE = 64 * 1024;

  public LuceneSettings {
    if (openTenants < 1
        || threads < 1
        || queue < 1
        || bufferMebibytes < 1
        || uncommittedChanges < 1
        || uncommittedAltogether < 1
        || cachedMebibytes < 1) {
      throw new IllegalArgumentException(
          "open tenants, threads, queue, buffer, uncommitted changes and cache must each be at"
              + " least 1");
    }
  }

  /** The defaults, in the folder: what all tenants share follows from the heap. */
  public static LuceneSettings in(Path folder) {
    long heap = Runtime.getRuntime().maxMemory();
    return new LuceneSettings(
        folder,
        256,
        4,
        256,
        8,
        2000,
        Math.toIntExact(Math.max(2000, heap / HEAP_OF_A_CHANGE)),
        Math.toIntExact(Math.max(16, heap / 8 / 1024 / 1024)),
        Duration.ofMillis(100),
        Duration.ofSeconds(30));
  }

  /** The same with another bound of open tenants. */
  public LuceneSettings withOpenTenants(int count) {
    return new LuceneSettings(
        folder,
        count,
        threads,
        queue,
        bufferMebibytes,
        uncommittedChanges,
        uncommittedAltogether,
        cachedMebibytes,
        refreshPatience,
        patience);
  }

  /** The same with another bound of what all tenants together have not made durable. */
  public LuceneSettings withUncommittedAltogether(int changes) {
    return new LuceneSettings(
        folder,
        openTenants,
        threads,
        queue,
        bufferMebibytes,
        uncommittedChanges,
        changes,
        cachedMebibytes,
        refreshPatience,
        patience);
  }

  /** The same with another patience of searches. */
  public LuceneSettings withRefreshPatience(Duration duration) {
    return new LuceneSettings(
        folder,
        openTenants,
        threads,
        queue,
        bufferMebibytes,
        uncommittedChanges,
        uncommittedAltogether,
        cachedMebibytes,
        duration,
        patience);
  }
}
