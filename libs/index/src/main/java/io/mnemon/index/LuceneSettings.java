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
 * @param undurableBytes the memory for the changes of all tenants together that are not durable
 *     yet: beyond, those of the tenant with most are made durable; one tenant has a quarter
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
    long undurableBytes,
    int cachedMebibytes,
    Duration refreshPatience,
    Duration patience) {

  public LuceneSettings {
    if (openTenants < 1
        || threads < 1
        || queue < 1
        || bufferMebibytes < 1
        || uncommittedChanges < 1
        || undurableBytes < 1
        || cachedMebibytes < 1) {
      throw new IllegalArgumentException(
          "open tenants, threads, queue, buffer, uncommitted changes, their memory and cache must"
              + " each be at least 1");
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
        heap / 16,
        Math.toIntExact(Math.max(16, heap / 4 / 1024 / 1024)),
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
        undurableBytes,
        cachedMebibytes,
        refreshPatience,
        patience);
  }

  /** The same with another bound of what is not durable. */
  public LuceneSettings withUndurableBytes(long bytes) {
    return new LuceneSettings(
        folder,
        openTenants,
        threads,
        queue,
        bufferMebibytes,
        uncommittedChanges,
        bytes,
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
        undurableBytes,
        cachedMebibytes,
        duration,
        patience);
  }
}
