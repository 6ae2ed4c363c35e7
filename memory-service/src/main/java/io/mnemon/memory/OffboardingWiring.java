package io.mnemon.memory;

import io.mnemon.crypto.DataKeys;
import io.mnemon.memory.offboarding.FencedIndex;
import io.mnemon.memory.offboarding.Fences;
import io.mnemon.memory.offboarding.PostgresFences;
import io.mnemon.memory.offboarding.TenantRecords;
import io.mnemon.memory.record.Archive;
import io.mnemon.memory.record.MemoryCipher;
import io.mnemon.memory.record.PostgresMemoryPages;
import io.mnemon.storage.PostgresSession;
import io.mnemon.storage.PostgresTenantTables;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/** Puts together what tenants that leave need. */
final class OffboardingWiring {
  @Produces
  @Singleton
  @MemoryParts
  Fences fences(@MemoryParts PostgresSession session, InstantSource clock) {
    // The end of a tenant leaves no entries that the fence itself would refuse.
    return new PostgresFences(session.unaudited(), clock);
  }

  @Produces
  @Singleton
  TenantRecords tenantRecords(
      @MemoryParts PostgresSession session,
      @MemoryParts Fences fences,
      @MemoryParts FencedIndex index,
      @MemoryParts DataKeys keys,
      @MemoryParts Archive archive,
      MemoryConfig config) {
    MemoryConfig.Offboarding limits = config.offboarding();
    Path folder = config.index().directory();
    return new TenantRecords(
        new PostgresTenantTables(
            session.unaudited(), "memory", List.of("data_key", "outbox"), limits.erasedAtOnce()),
        new PostgresMemoryPages(session, new MemoryCipher(keys), archive, limits.exportedAtOnce()),
        fences,
        index,
        tenant -> Files.exists(folder.resolve(tenant.toString())),
        keys,
        archive);
  }
}
