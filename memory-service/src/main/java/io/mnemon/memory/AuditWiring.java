package io.mnemon.memory;

import io.agroal.api.AgroalDataSource;
import io.mnemon.api.TimeOrderedIds;
import io.mnemon.calls.ServiceChannel;
import io.mnemon.memory.audit.GrpcAuditLog;
import io.mnemon.storage.AuditRelay;
import io.mnemon.storage.AuditTable;
import io.mnemon.storage.CachedAuditReads;
import io.mnemon.storage.ControlSession;
import io.mnemon.storage.PostgresAuditTrail;
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

/** Makes what writes down who did what, and brings it to the log. */
final class AuditWiring {
  private static final Duration MAX_BACKOFF = Duration.ofSeconds(30);
  private static final Duration STOP = Duration.ofSeconds(10);
  private static final int KEPT_SETTINGS = 10_000;

  @Produces
  @Singleton
  @MemoryParts
  AuditTable auditTable(InstantSource clock) {
    return new AuditTable("memory", new TimeOrderedIds(clock), clock);
  }

  @Produces
  @Singleton
  @MemoryParts
  GrpcAuditLog auditLog(
      @MemoryParts ServiceChannel governance, InternalTokens tokens, MemoryConfig config) {
    return new GrpcAuditLog(governance, tokens, config.governance().timeout());
  }

  @Produces
  @Singleton
  @MemoryParts
  PostgresAuditTrail trail(
      @MemoryParts PostgresSession session,
      @MemoryParts AuditTable table,
      @MemoryParts GrpcAuditLog log,
      InternalTokens tokens,
      MemoryConfig config) {
    MemoryConfig.Audit limits = config.audit();
    PostgresAuditTrail.Limits defaults = PostgresAuditTrail.Limits.DEFAULT;
    return new PostgresAuditTrail(
        table,
        session.unaudited(),
        new CachedAuditReads(log::reads, limits.keepSettingsFor(), KEPT_SETTINGS),
        tokens::hash,
        new PostgresAuditTrail.Limits(
            limits.flushReadsEvery(),
            limits.waitingReads(),
            defaults.batch(),
            limits.denialsPerMinute(),
            defaults.denialsWindow(),
            defaults.maxActors(),
            defaults.stop()));
  }

  @Produces
  @Singleton
  @MemoryParts
  AuditRelay auditRelay(
      @DataSource("memory-jobs") AgroalDataSource jobs,
      @MemoryParts AuditTable table,
      @MemoryParts GrpcAuditLog log,
      MemoryConfig config) {
    return new AuditRelay(
        table,
        new ControlSession(jobs, 1, config.postgres().acquireTimeout()),
        log::append,
        new AuditRelay.Limits(
            config.audit().relayedAtOnce(), config.audit().relayEvery(), MAX_BACKOFF, STOP));
  }

  void start(
      @Observes StartupEvent started,
      @MemoryParts PostgresAuditTrail trail,
      @MemoryParts AuditRelay relay) {
    trail.start();
    relay.start();
  }

  void stop(
      @Observes ShutdownEvent stopping,
      @MemoryParts PostgresAuditTrail trail,
      @MemoryParts AuditRelay relay) {
    trail.close();
    relay.close();
  }
}
