package io.mnemon.authorization;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Limits of what is decided at once, and of what is remembered. */
@ConfigMapping(prefix = "mnemon.authorization")
interface AuthorizationConfig {
  /**
   * How many new decisions are taken at the same time: Cedar is native code and holds a processor
   * for as long as it decides.
   */
  @WithDefault("1")
  int atOnce();

  /** How long a new decision waits for others; what waits longer is denied. */
  @WithDefault("2s")
  Duration patience();

  /** How many decisions are remembered: about half a kilobyte each. */
  @WithDefault("20000")
  int maxDecisions();

  /** Of how many tenants with rules of their own the rules are kept ready. */
  @WithDefault("500")
  int maxTenants();
}
