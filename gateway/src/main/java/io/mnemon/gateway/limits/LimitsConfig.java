package io.mnemon.gateway.limits;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;

/** How much everybody may use, and how tenants share what there is. Zero stands for no limit. */
@ConfigMapping(prefix = "mnemon.gateway.limits")
public interface LimitsConfig {
  /** A tenant, all of its keys together. */
  Holder tenant();

  /** A single key. */
  Holder key();

  /** A single user or agent, as requests name it; who names none is the subject itself. */
  Holder subject();

  /** What differs for some tenants, by the tenant's id. */
  Map<UUID, Other> tenants();

  /** Gateways in front of the same services; each gives its part of what it counts for itself. */
  @WithDefault("1")
  int gateways();

  /** For how much time a gateway takes tokens from a shared bucket in one go. */
  @WithDefault("100ms")
  Duration slice();

  /** How many buckets are kept in this process. */
  @WithDefault("100000")
  int maxBuckets();

  /** Redis, which holds the shared buckets. */
  Redis redis();

  /** How tenants take turns. */
  Turns turns();

  /** Who shows keys that are not good. */
  Strangers strangers();

  /** How much one holder may use. */
  interface Holder {
    /** Requests a second. */
    @WithDefault("5000")
    long requestsPerSecond();

    /** Requests at once, after a pause. */
    @WithDefault("10000")
    long requestsBurst();

    /** Bytes of requests a second. */
    @WithDefault("64M")
    MemorySize bytesPerSecond();

    /** Bytes of requests at once, after a pause. */
    @WithDefault("128M")
    MemorySize bytesBurst();

    /** Memories added a second, each item of a batch counted. */
    @WithDefault("20000")
    long memoriesPerSecond();

    /** Memories added at once, after a pause. */
    @WithDefault("50000")
    long memoriesBurst();

    /** Searches under way. */
    @WithDefault("64")
    int concurrentSearches();
  }

  /** What differs for a tenant; the rest is as for every tenant. */
  interface Other {
    /** Requests a second. */
    OptionalLong requestsPerSecond();

    /** Requests at once, after a pause. */
    OptionalLong requestsBurst();

    /** Bytes of requests a second. */
    Optional<MemorySize> bytesPerSecond();

    /** Bytes of requests at once, after a pause. */
    Optional<MemorySize> bytesBurst();

    /** Memories added a second. */
    OptionalLong memoriesPerSecond();

    /** Memories added at once, after a pause. */
    OptionalLong memoriesBurst();

    /** Searches under way. */
    OptionalInt concurrentSearches();
  }

  /** Redis, which holds the shared buckets. */
  interface Redis {
    /** How long an answer may take before this gateway decides by itself. */
    @WithDefault("20ms")
    Duration timeout();

    /** How long Redis is left alone after a failure. */
    @WithDefault("1s")
    Duration pause();
  }

  /** How tenants take turns; for reading and for writing each. */
  interface Turns {
    /** Requests of a tenant under way while no other tenant asks. */
    @WithDefault("64")
    int alone();

    /** The same while others ask; by default half of the processors. */
    OptionalInt besideOthers();

    /** How long after the end of its last request a tenant counts as one that asks. */
    @WithDefault("1s")
    Duration othersFor();

    /** Requests of a tenant that wait for their turn. */
    @WithDefault("256")
    int waiting();

    /** How long a request waits for its turn. */
    @WithDefault("5s")
    Duration patience();
  }

  /** Who shows keys that are not good; counted by address, in each gateway. */
  interface Strangers {
    /** Wrong keys a second from one address. */
    @WithDefault("5")
    long wrongKeysPerSecond();

    /** Wrong keys at once, after a pause. */
    @WithDefault("50")
    long wrongKeysBurst();

    /** How many addresses are remembered. */
    @WithDefault("10000")
    int maxAddresses();
  }
}
