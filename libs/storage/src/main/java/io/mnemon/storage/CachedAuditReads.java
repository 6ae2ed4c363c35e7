package io.mnemon.storage;

import com.github.benmanes.caffeine.cache.CacheLoader;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * What tenants want of their reads, remembered for seconds. While it cannot be looked up, what was
 * wanted last holds, and at first reads are batched.
 */
public final class CachedAuditReads implements Function<UUID, AuditReads> {
  private static final Logger LOG = Logger.getLogger(CachedAuditReads.class);

  private final LoadingCache<UUID, AuditReads> kept;

  /**
   * @param keepFor after what time a tenant's wish is looked up again, beside those who read
   * @param maxTenants how many wishes are remembered
   */
  public CachedAuditReads(Function<UUID, AuditReads> lookUp, Duration keepFor, int maxTenants) {
    this.kept =
        Caffeine.newBuilder()
            .maximumSize(maxTenants)
            .refreshAfterWrite(keepFor)
            .executor(Runnable::run)
            .build(
                new CacheLoader<>() {
                  @Override
                  public AuditReads load(UUID tenant) {
                    return lookUp(lookUp, tenant, AuditReads.BATCHED);
                  }

                  @Override
                  public CompletableFuture<AuditReads> asyncReload(
                      UUID tenant, AuditReads last, Executor executor) {
                    return CompletableFuture.supplyAsync(
                        () -> lookUp(lookUp, tenant, last), Thread::startVirtualThread);
                  }
                });
  }

  private static AuditReads lookUp(
      Function<UUID, AuditReads> lookUp, UUID tenant, AuditReads otherwise) {
    try {
      return lookUp.apply(tenant);
    } catch (RuntimeException e) {
      LOG.debugf(
          "how tenant %s wants its reads audited cannot be looked up: %s", tenant, e.getMessage());
      return otherwise;
    }
  }

  @Override
  public AuditReads apply(UUID tenant) {
    return kept.get(tenant);
  }
}
