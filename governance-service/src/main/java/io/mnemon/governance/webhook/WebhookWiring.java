package io.mnemon.governance.webhook;

import io.mnemon.api.TimeOrderedIds;
import io.mnemon.crypto.LocalKeyring;
import io.mnemon.governance.egress.Egress;
import io.mnemon.governance.event.PostgresEvents;
import io.mnemon.governance.schedule.Schedule;
import io.mnemon.governance.schedule.ScheduledWork;
import io.mnemon.governance.tenant.Directory;
import io.mnemon.governance.tenant.Governance;
import io.mnemon.governance.tenant.Guard;
import io.mnemon.storage.Outbox;
import io.mnemon.storage.OutboxRelay;
import io.mnemon.storage.OutboxRow;
import io.mnemon.storage.PostgresSession;
import io.mnemon.tenancy.TenantScope;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Puts together what brings events to their receivers. */
final class WebhookWiring {
  private static final Duration RETRY = Duration.ofSeconds(10);
  private static final Duration STOP = Duration.ofSeconds(5);

  @Produces
  @Singleton
  WebhookSecrets webhookSecrets(WebhookConfig config) {
    return new WebhookSecrets(LocalKeyring.openOrCreate(config.keyringFile()));
  }

  @Produces
  @Singleton
  DeliveryStore deliveryStore(
      @Governance PostgresSession session,
      PostgresEvents events,
      @Governance TimeOrderedIds ids,
      InstantSource clock) {
    return new PostgresDeliveryStore(session, events, ids, clock);
  }

  @Produces
  @Singleton
  Webhooks webhooks(
      Directory directory,
      @Governance PostgresSession session,
      WebhookSecrets secrets,
      Egress egress,
      Guard guard,
      WebhookConfig config,
      @Governance TimeOrderedIds ids,
      InstantSource clock) {
    return new Webhooks(
        directory,
        new PostgresWebhookStore(session),
        secrets,
        egress,
        guard,
        config.maxWebhooks(),
        ids,
        clock);
  }

  @Produces
  @Singleton
  @Named("deliveries")
  ScheduledWork deliveries(
      Schedule schedule,
      DeliveryStore store,
      WebhookSecrets secrets,
      Egress egress,
      WebhookConfig config,
      InstantSource clock) {
    Retries retries =
        new Retries(config.attempts(), config.firstPause(), config.growth(), config.jitter());
    Deliveries deliveries =
        new Deliveries(
            store,
            secrets,
            egress,
            new Deliveries.Limits(retries, config.disableAfter(), config.replyBytes()),
            RandomGenerator.getDefault(),
            clock);
    return new ScheduledWork(
        schedule,
        PostgresDeliveryStore.DUE,
        deliveries::work,
        new ScheduledWork.Limits(
            config.concurrency(),
            config.perReceiver(),
            config.lease(),
            config.poll(),
            RETRY,
            STOP));
  }

  @Produces
  @Singleton
  @Governance
  OutboxRelay relay(
      @Governance Outbox outbox,
      DeliveryStore store,
      @Named("deliveries") ScheduledWork deliveries,
      WebhookConfig config,
      InstantSource clock) {
    return new OutboxRelay(
        outbox,
        (tenant, rows) -> {
          Set<Long> done = new HashSet<>();
          for (OutboxRow row : rows) {
            store.fanOut(
                TenantScope.system(tenant, "events"),
                row.aggregate(),
                clock.instant().minus(config.keepFor()),
                config.maxPending());
            done.add(row.id());
          }
          deliveries.wake();
          return done;
        },
        OutboxRelay.Limits.DEFAULT);
  }

  void start(
      @Observes StartupEvent started,
      @Governance OutboxRelay relay,
      @Named("deliveries") ScheduledWork deliveries) {
    relay.start();
    deliveries.start();
  }

  void stop(
      @Observes ShutdownEvent stopping,
      @Governance OutboxRelay relay,
      @Named("deliveries") ScheduledWork deliveries) {
    relay.close();
    deliveries.close();
  }
}
