package io.mnemon.governance.offboarding;

import io.agroal.api.AgroalDataSource;
import io.mnemon.api.TimeOrderedIds;
import io.mnemon.api.memory.v1.TenantRecordsServiceGrpc;
import io.mnemon.calls.CallLimits;
import io.mnemon.calls.ServiceChannel;
import io.mnemon.governance.tenant.Directory;
import io.mnemon.governance.tenant.Governance;
import io.mnemon.governance.tenant.Guard;
import io.mnemon.governance.tenant.Settled;
import io.mnemon.storage.ControlSession;
import io.mnemon.storage.ObjectStore;
import io.mnemon.storage.PostgresSession;
import io.mnemon.tenancy.InternalTokens;
import io.quarkus.agroal.DataSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** Puts together what the end of a tenant needs. */
final class OffboardingWiring {
  private static final Duration ACQUIRE = Duration.ofSeconds(5);
  private static final Duration STOP = Duration.ofSeconds(10);

  // A page of an export in which every character is escaped.
  private static final int MAX_PAGE_BYTES = 32 << 20;

  @Produces
  @Singleton
  @Governance
  ServiceChannel memory(MemoryChannelConfig config, CallLimits limits) {
    return new ServiceChannel(
        "memory",
        config.target(),
        MAX_PAGE_BYTES,
        limits,
        List.of(TenantRecordsServiceGrpc.getServiceDescriptor()));
  }

  @Produces
  @Singleton
  MemoryRecords memoryRecords(
      @Governance ServiceChannel channel, InternalTokens tokens, MemoryChannelConfig config) {
    return new GrpcMemoryRecords(channel, tokens, config.timeout());
  }

  @Produces
  @Singleton
  GovernanceRecords governanceRecords(
      @DataSource("governance-jobs") AgroalDataSource connections, OffboardingConfig config) {
    return new PostgresGovernanceRecords(
        new PostgresSession(connections, config.connections(), ACQUIRE),
        config.erasedAtOnce(),
        config.exportedAtOnce());
  }

  @Produces
  @Singleton
  ErasureStore erasureStore(@Governance ControlSession control, InstantSource clock) {
    return new PostgresErasureStore(control, clock);
  }

  @Produces
  @Singleton
  ExportStore exportStore(@Governance PostgresSession session) {
    return new PostgresExportStore(session);
  }

  @Produces
  @Singleton
  ErasureJob erasureJob(
      ErasureStore store,
      GovernanceRecords governance,
      MemoryRecords memory,
      @Governance ObjectStore objects,
      OffboardingConfig config,
      InstantSource clock) {
    return new ErasureJob(
        store,
        governance,
        memory,
        new TenantObjects(objects),
        new ErasureJob.Limits(config.lease(), config.poll(), config.retryAfter(), STOP),
        clock);
  }

  @Produces
  @Singleton
  Offboarding offboarding(
      ErasureStore store,
      ExportStore exports,
      GovernanceRecords governance,
      MemoryRecords memory,
      Guard guard,
      Directory directory,
      Settled settled,
      ErasureJob job,
      OffboardingConfig config,
      InstantSource clock) {
    return new Offboarding(
        store,
        exports,
        new Counting(governance, memory),
        new Doors(guard, directory),
        job::wake,
        settled,
        config.confirmWithin(),
        clock);
  }

  @Produces
  @Singleton
  TenantExport tenantExport(
      ErasureStore tenants,
      ExportStore exports,
      GovernanceRecords governance,
      MemoryRecords memory,
      Guard guard,
      Directory directory,
      @Governance TimeOrderedIds ids,
      InstantSource clock) {
    return new TenantExport(
        new Doors(guard, directory), tenants, exports, governance, memory, ids, clock);
  }

  void start(@Observes StartupEvent started, ErasureJob job) {
    job.start();
  }

  void stop(@Observes ShutdownEvent stopping, ErasureJob job, @Governance ServiceChannel memory) {
    job.close();
    memory.close();
  }
}
