package io.mnemon.gateway.http;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What the gateway accepts over HTTP. */
@ConfigMapping(prefix = "mnemon.gateway.http")
public interface HttpConfig {
  /** The largest body of a request; also what maxMessageSize has to hold. */
  @WithDefault("8M")
  MemorySize maxBodySize();

  /** How long the body of a request may take to arrive. */
  @WithDefault("30s")
  Duration bodyTimeout();

  /** The longest line of an import. */
  @WithDefault("3M")
  MemorySize maxLineSize();

  /** How many lines of an import are carried to the service at once. */
  @WithDefault("1000")
  int importedAtOnce();

  /** After how many bytes the lines of an import are carried to the service. */
  @WithDefault("2M")
  MemorySize importedBytesAtOnce();

  /** How many wrong lines the answer to an import tells; more are counted. */
  @WithDefault("100")
  int importErrors();

  /** How long lines of an import wait for the rates of their tenant, or for a lost service. */
  @WithDefault("1m")
  Duration importPatience();

  /** The longest path with query. */
  @WithDefault("8K")
  MemorySize maxUriLength();

  /** The largest sum of a request's headers. */
  @WithDefault("16K")
  MemorySize maxHeaderSize();

  /** How many requests of all doors are worked on at once; further ones are told to come back. */
  @WithDefault("1000")
  int maxConcurrentRequests();
}
