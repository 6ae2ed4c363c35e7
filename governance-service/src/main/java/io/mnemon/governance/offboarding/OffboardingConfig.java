package io.mnemon.governance.offboarding;

import io.smallrye.config.ConfigMapping;
import java.time.Duration;

/** The end of tenants. */
@ConfigMapping(prefix = "mnemon.governance.offboarding")
interface OffboardingConfig {
  /** How long the confirmation of an erasure is good. */
  Duration confirmWithin();

  /** How long one step of an erasure may take before another process may take over. */
  Duration lease();

  /** How often to look for an erasure that was left. */
  Duration poll();

  /** How long after a failure the next attempt begins. */
  Duration retryAfter();

  /** How many rows are erased in one statement. */
  int erasedAtOnce();

  /** How many rows of an export are read at once. */
  int exportedAtOnce();

  /** How many connections are in use at once for exports and erasures. */
  int connections();
}
