package io.mnemon.governance.audit;

import io.agroal.api.AgroalDataSource;
import io.mnemon.api.TimeOrderedIds;
import io.mnemon.governance.KeyFiles;
import io.mnemon.governance.tenant.Directory;
import io.mnemon.governance.tenant.Governance;
import io.mnemon.governance.tenant.Guard;
import io.mnemon.storage.AuditReads;
import io.mnemon.storage.AuditRelay;
import io.mnemon.storage.AuditTable;
import io.mnemon.storage.CachedAuditReads;
import io.mnemon.storage.ControlSession;
import io.mnemon.storage.ObjectStore;
import io.mnemon.storage.ObjectStoreAddress;
import io.mnemon.storage.PostgresAuditTrail;
import io.mnemon.storage.PostgresSession;
import io.mnemon.tenancy.InternalTokens;
import io.mnemon.tenancy.TenantScope;
import io.quarkus.agroal.DataSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;

/** Puts the audit log together, and keeps it moving. */
final class AuditWiring {
  private static final Duration ACQUIRE = Duration.ofSeconds(5);
  private static final Duration MAX_BACKOFF = Duration.ofSeconds(30);
  private static final Duration STOP = Duration.ofSeconds(10);
  private static final Duration LOOK_FOR_DUE = Duration.ofSeconds(2);
  private static final int DUE_AT_ONCE = 100;
  private static final int KEPT_SETTINGS = 10_000;

  @Produces
  @Singleton
  @Governance
  AuditTable auditTable(@Governance TimeOrderedIds ids, InstantSource clock) {
    return new AuditTable("governance", ids, clock);
  }

  @Produces
  @Singleton
  @Governance
  ObjectStore objects(AuditConfig config) {
    return ObjectStoreAddress.open(config.objectStore());
  }

  @Produces
  @Singleton
  ChainStore chains(
      @Governance PostgresSession session,
      @DataSource("governance-jobs") AgroalDataSource jobs,
      InstantSource clock) {
    return new PostgresChainStore(session.unaudited(), new ControlSession(jobs, 1, ACQUIRE), clock);
  }

  @Produces
  @Singleton
  LogStore log(@Governance PostgresSession session) {
    return new PostgresLogStore(session);
  }

  @Produces
  @Singleton
  Signers signers(@Governance ControlSession control, AuditConfig config, InstantSource clock) {
    return new Signers(
        new PostgresSignerStore(control),
        new KeyFile(new KeyFiles(config.keyFolder(), clock, "mnemon.governance.audit.key-folder"))
            .openOrCreate());
  }

  @Produces
  @Singleton
  Checkpoints checkpoints(
      ChainStore chains, @Governance ObjectStore objects, Signers signers, InstantSource clock) {
    return new Checkpoints(chains, new CheckpointObjects(objects), signers, clock);
  }

  @Produces
  @Singleton
  Audit audit(
      Directory directory, Guard guard, ChainStore chains, LogStore log, Checkpoints checkpoints) {
    return new Audit(directory, guard, chains, log, checkpoints);
  }

  @Produces
  @Singleton
  AuditExport auditExport(
      Audit audit,
      LogStore log,
      Checkpoints checkpoints,
      Signers signers,
      AuditConfig config,
      InstantSource clock) {
    return new AuditExport(audit, log, checkpoints, signers, clock, config.exportedAtOnce());
  }

  @Produces
  @Singleton
  @Governance
  PostgresAuditTrail trail(
      @Governance PostgresSession session,
      @Governance AuditTable table,
      LogStore log,
      InternalTokens tokens,
      AuditConfig config) {
    PostgresAuditTrail.Limits defaults = PostgresAuditTrail.Limits.DEFAULT;
    return new PostgresAuditTrail(
        table,
        session.unaudited(),
        new CachedAuditReads(
            tenant -> log.reads(TenantScope.of(tenant, Set.of())).orElse(AuditReads.BATCHED),
            config.keepSettingsFor(),
            KEPT_SETTINGS),
        tokens::hash,
        new PostgresAuditTrail.Limits(
            config.flushReadsEvery(),
            config.waitingReads(),
            defaults.batch(),
            config.denialsPerMinute(),
            defaults.denialsWindow(),
            defaults.maxActors(),
            defaults.stop()));
  }

  @Produces
  @Singleton
  @Governance
  AuditRelay relay(
      @DataSource("governance-jobs") AgroalDataSource jobs,
      @Governance AuditTable table,
      Audit audit,
      AuditConfig config) {
    return new AuditRelay(
        table,
        new ControlSession(jobs, 1, ACQUIRE),
        audit::append,
        new AuditRelay.Limits(config.relayedAtOnce(), config.relayEvery(), MAX_BACKOFF, STOP));
  }

  @Produces
  @Singleton
  CheckpointJob checkpointJob(
      ChainStore chains, Checkpoints checkpoints, AuditConfig config, InstantSource clock) {
    return new CheckpointJob(
        chains,
        checkpoints,
        new CheckpointJob.Limits(
            config.checkpointEntries(), config.checkpointEvery(), LOOK_FOR_DUE, DUE_AT_ONCE),
        clock);
  }

  void start(
      @Observes StartupEvent started,
      @Governance PostgresAuditTrail trail,
      @Governance AuditRelay relay,
      Signers signers,
      CheckpointJob checkpoints) {
    signers.begin();
    trail.start();
    relay.start();
    checkpoints.start();
  }

  void stop(
      @Observes ShutdownEvent stopping,
      @Governance PostgresAuditTrail trail,
      @Governance AuditRelay relay,
      CheckpointJob checkpoints) {
    trail.close();
    relay.close();
    checkpoints.close();
  }
}
