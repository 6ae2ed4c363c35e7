package io.mnemon.gateway.grpc;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The public gRPC port and what it accepts. */
@ConfigMapping(prefix = "mnemon.gateway.grpc")
public interface GrpcConfig {
  /** The address it listens at: every address of the machine, as the HTTP port does. */
  @WithDefault("0.0.0.0")
  String host();

  /** The port it listens at, by default MNEMON_GRPC_PORT or 9090; 0 for any that is free. */
  @WithDefault("${MNEMON_GRPC_PORT:9090}")
  int port();

  /** The largest message that is accepted from a client. */
  @WithDefault("8M")
  MemorySize maxMessageSize();

  /** The largest metadata that is accepted from a client. */
  @WithDefault("16K")
  MemorySize maxMetadataSize();

  /**
   * How many calls run at once, half of them of one tenant; further ones are refused with
   * RESOURCE_EXHAUSTED.
   */
  @WithDefault("1024")
  int maxCalls();

  /** How many calls of one connection run at once; further ones wait at the client. */
  @WithDefault("128")
  int maxCallsPerConnection();

  /** After how long a silent connection is asked whether its client is still there. */
  @WithDefault("60s")
  Duration keepaliveTime();

  /** How long a client has to answer that. */
  @WithDefault("20s")
  Duration keepaliveTimeout();

  /** How often a client may ask whether the server is still there. */
  @WithDefault("20s")
  Duration clientKeepaliveTime();

  /** After how long a connection without calls is closed. */
  @WithDefault("10m")
  Duration maxConnectionIdle();

  /** After how long a connection is closed as soon as its calls have ended, which spreads load. */
  @WithDefault("1h")
  Duration maxConnectionAge();

  /** How long the calls of a connection that has come of age may go on. */
  @WithDefault("5m")
  Duration maxConnectionAgeGrace();

  /** How long running calls may go on when the platform stops. */
  @WithDefault("5s")
  Duration stopGrace();

  /** How often readiness is asked for the gRPC health service. */
  @WithDefault("2s")
  Duration healthInterval();
}
