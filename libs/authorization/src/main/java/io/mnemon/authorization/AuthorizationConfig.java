package io.mnemon.authorization;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Limits of what is decided at once, and of what is remembered. */
@ConfigMapping(prefix = "mnemon.authorization")
interface AuthorizationConfig {
  /** How many threads decide: Cedar is native code and would pin the carriers of virtual ones. */
  @WithDefault("2")
  int threads();

  /** How many decisions may wait for a thread; what is beyond that is denied. */
  @WithDefault("2000")
  int maxWaiting();

  /** How long a decision may take; what takes longer is denied. */
  @WithDefault("2s")
  Duration timeout();

  /** How many decisions are remembered: about half a kilobyte each. */
  @WithDefault("20000")
  int maxDecisions();

  /** Of how many tenants with rules of their own the rules are kept ready. */
  @WithDefault("500")
  int maxTenants();
}
