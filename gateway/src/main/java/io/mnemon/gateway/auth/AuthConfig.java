package io.mnemon.gateway.auth;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long the gateway relies on what it was told about a key. */
@ConfigMapping(prefix = "mnemon.gateway.auth")
public interface AuthConfig {
  /** How long a key that was good is taken as good; at most 2s: the lease of a revocation. */
  @WithDefault("1500ms")
  Duration cacheLifetime();

  /** How long a key that was refused is refused without asking again. */
  @WithDefault("1s")
  Duration refusalLifetime();

  /**
   * The cell whose services this gateway calls: tenants that live in another are not served here.
   */
  @WithDefault("local")
  String cell();

  /** How many keys are remembered. */
  @WithDefault("10000")
  int cacheSize();
}
