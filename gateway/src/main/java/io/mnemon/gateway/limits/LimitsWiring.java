package io.mnemon.gateway.limits;

import io.micrometer.core.instrument.MeterRegistry;
import io.mnemon.gateway.auth.Strangers;
import io.mnemon.gateway.routing.Services;
import io.mnemon.storage.RedisCircuit;
import io.quarkus.redis.client.RedisClientName;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Makes the limits. */
public final class LimitsWiring {
  @Produces
  @Singleton
  Admission admission(
      LimitsConfig config,
      @RedisClientName("gateway") Redis redis,
      Services services,
      InstantSource clock,
      MeterRegistry meters) {
    requireAtLeastOne("gateways", config.gateways());
    Buckets buckets =
        new LeasedBuckets(
            new RedisBuckets(
                redis,
                new RedisCircuit(
                    "the buckets of limits in Redis",
                    "by what this gateway counts itself",
                    config.redis().timeout(),
                    config.redis().pause(),
                    clock),
                new SharedBuckets(new HeapBuckets(config.maxBuckets(), clock), config.gateways())),
            config.slice(),
            config.maxBuckets(),
            clock);
    return new Admission(
        allowances(config),
        buckets,
        new Slots(config.gateways()),
        new Turns(turns(config.turns()), System::nanoTime, services::isAnyFailingSince),
        meters);
  }

  /** The first connection takes longer than an answer may: it is made before anybody waits. */
  void connect(@Observes StartupEvent started, @RedisClientName("gateway") Redis redis) {
    redis.send(Request.cmd(Command.PING));
  }

  @Produces
  @Singleton
  Strangers strangers(LimitsConfig config, InstantSource clock, MeterRegistry meters) {
    LimitsConfig.Strangers strangers = config.strangers();
    requireAtLeastOne("strangers.wrong-keys-per-second", strangers.wrongKeysPerSecond());
    requireAtLeastOne("strangers.wrong-keys-burst", strangers.wrongKeysBurst());
    return new HeapStrangers(
        new Rate(strangers.wrongKeysPerSecond(), strangers.wrongKeysBurst()),
        strangers.maxAddresses(),
        clock,
        meters);
  }

  private static void requireAtLeastOne(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "mnemon.gateway.limits.%s is %d: write at least 1".formatted(name, value));
    }
  }

  private static Turns.Limits turns(LimitsConfig.Turns config) {
    int besideOthers =
        config.besideOthers().orElse(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
    requireAtLeastOne("turns.alone", config.alone());
    requireAtLeastOne("turns.beside-others", besideOthers);
    return new Turns.Limits(
        config.alone(), besideOthers, config.othersFor(), config.waiting(), config.patience());
  }

  static Allowances allowances(LimitsConfig config) {
    LimitsConfig.Holder tenant = config.tenant();
    Map<UUID, Allowance> tenants = new HashMap<>();
    config.tenants().forEach((id, other) -> tenants.put(id, other(id, other, tenant)));
    return new Allowances(
        allowance("tenant", tenant),
        allowance("key", config.key()),
        allowance("subject", config.subject()),
        tenants);
  }

  private static Allowance allowance(String prefix, LimitsConfig.Holder config) {
    return Allowance.of(
        Map.of(
            Kind.REQUESTS,
            rate(prefix + ".requests", config.requestsPerSecond(), config.requestsBurst()),
            Kind.BYTES,
            rate(prefix + ".bytes", bytes(config.bytesPerSecond()), bytes(config.bytesBurst())),
            Kind.MEMORIES,
            rate(prefix + ".memories", config.memoriesPerSecond(), config.memoriesBurst())),
        config.concurrentSearches());
  }

  private static Allowance other(UUID id, LimitsConfig.Other other, LimitsConfig.Holder usual) {
    String prefix = "tenants." + id;
    return Allowance.of(
        Map.of(
            Kind.REQUESTS,
            rate(
                prefix + ".requests",
                other.requestsPerSecond().orElse(usual.requestsPerSecond()),
                other.requestsBurst().orElse(usual.requestsBurst())),
            Kind.BYTES,
            rate(
                prefix + ".bytes",
                bytes(other.bytesPerSecond().orElse(usual.bytesPerSecond())),
                bytes(other.bytesBurst().orElse(usual.bytesBurst()))),
            Kind.MEMORIES,
            rate(
                prefix + ".memories",
                other.memoriesPerSecond().orElse(usual.memoriesPerSecond()),
                other.memoriesBurst().orElse(usual.memoriesBurst()))),
        other.concurrentSearches().orElse(usual.concurrentSearches()));
  }

  private static Optional<Rate> rate(String name, long perSecond, long burst) {
    if (perSecond == 0) {
      return Optional.empty();
    }
    requireAtLeastOne(name + "-per-second", perSecond);
    requireAtLeastOne(name + "-burst", burst);
    return Optional.of(new Rate(perSecond, burst));
  }

  private static long bytes(MemorySize size) {
    return size.asLongValue();
  }
}
