package io.mnemon.governance;

import io.agroal.api.AgroalDataSource;
import io.mnemon.api.TimeOrderedIds;
import io.mnemon.governance.access.FirstKeys;
import io.mnemon.governance.tenant.FirstTenant;
import io.mnemon.governance.tenant.Governance;
import io.mnemon.storage.AuditTable;
import io.mnemon.storage.ControlSession;
import io.mnemon.storage.PostgresSession;
import io.quarkus.agroal.DataSource;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Opens the record, and begins with a first tenant. */
final class GovernanceWiring {
  @Produces
  @Singleton
  @Governance
  PostgresSession session(
      @DataSource("governance") AgroalDataSource connections,
      @Governance AuditTable audit,
      PostgresConfig config) {
    return new PostgresSession(
        connections, config.maxConnections(), config.acquireTimeout(), audit);
  }

  @Produces
  @Singleton
  @Governance
  ControlSession control(
      @DataSource("governance") AgroalDataSource connections,
      @Governance AuditTable audit,
      PostgresConfig config) {
    return new ControlSession(
        connections, config.controlConnections(), config.acquireTimeout(), audit);
  }

  @Produces
  @Singleton
  @Governance
  TimeOrderedIds ids(InstantSource clock) {
    return new TimeOrderedIds(clock);
  }

  @Produces
  @Singleton
  Bootstrap bootstrap(
      FirstTenant tenant, FirstKeys keys, BootstrapConfig config, InstantSource clock) {
    return new Bootstrap(
        tenant,
        keys,
        new FirstTenant.Names(config.tenant(), config.admin(), config.application()),
        new KeyFiles(config.keyFolder(), clock, "mnemon.governance.bootstrap.key-folder"),
        config.replaceKeys());
  }

  void start(@Observes StartupEvent started, BootstrapConfig config, Bootstrap bootstrap) {
    if (config.enabled()) {
      bootstrap.run();
    }
  }
}
