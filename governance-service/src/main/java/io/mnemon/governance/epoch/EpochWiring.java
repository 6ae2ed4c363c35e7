package io.mnemon.governance.epoch;

import io.agroal.api.AgroalDataSource;
import io.mnemon.governance.tenant.Governance;
import io.mnemon.governance.tenant.Guard;
import io.mnemon.governance.tenant.Settled;
import io.mnemon.storage.ControlSession;
import io.quarkus.agroal.DataSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Puts together how changes of rights are told. */
final class EpochWiring {
  @Produces
  @Singleton
  PostgresBells bells(@DataSource("governance") AgroalDataSource connections) {
    return new PostgresBells(connections);
  }

  @Produces
  @Singleton
  WatcherStore watcherStore(@Governance ControlSession control) {
    return new PostgresWatcherStore(control);
  }

  @Produces
  @Singleton
  EpochWatch epochWatch(WatcherStore store, PostgresBells bells, Guard guard, EpochConfig config) {
    require(
        config.patience().multipliedBy(2).compareTo(config.lease()) < 0,
        "mnemon.governance.epoch.patience must be less than half of the lease of ",
        config.lease());
    return new EpochWatch(
        store, bells.moved(), guard, new EpochWatch.Limits(config.lease(), config.patience()));
  }

  @Produces
  @Singleton
  Settled settled(WatcherStore store, PostgresBells bells, EpochConfig config) {
    require(
        config.settleWithin().compareTo(config.lease()) > 0,
        "mnemon.governance.epoch.settle-within must be more than the lease of ",
        config.lease());
    return new EpochsSettled(store, bells.confirmed(), config.settleWithin());
  }

  void start(@Observes StartupEvent started, PostgresBells bells) {
    bells.start();
  }

  void stop(@Observes ShutdownEvent stopping, PostgresBells bells) {
    bells.close();
  }

  private static void require(boolean isGiven, String rule, Duration lease) {
    if (!isGiven) {
      throw new IllegalArgumentException(rule + lease);
    }
  }
}
