package io.mnemon.gateway.routing;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Where the services are and how long they may take. */
@ConfigMapping(prefix = "mnemon.gateway")
public interface RoutingConfig {
  /** The memory service. */
  Service memory();

  /** The governance service. */
  Service governance();

  /** How long a request may take inside before it is given up. */
  @WithDefault("10s")
  Duration deadline();

  /** How long a stream, e.g. an export, may take inside before it is given up. */
  @WithDefault("1h")
  Duration streamDeadline();

  /** The largest message that is sent to or accepted from a service. */
  @WithDefault("8M")
  MemorySize maxMessageSize();

  /** One service. */
  interface Service {
    /**
     * Its gRPC address: host:port, several with commas between, or a target such as
     * dns:///memory:9091 for all addresses of a name.
     */
    @WithDefault("127.0.0.1:9000")
    String target();
  }
}
