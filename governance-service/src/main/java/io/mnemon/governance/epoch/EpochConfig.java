package io.mnemon.governance.epoch;

import io.smallrye.config.ConfigMapping;
import java.time.Duration;

/** How a revocation reaches those who keep what they were told. */
@ConfigMapping(prefix = "mnemon.governance.epoch")
interface EpochConfig {
  /** For how long they may rely on it without having heard anything. */
  Duration lease();

  /** How long a question for changes waits for one: less than half a lease. */
  Duration patience();

  /** How long a revocation waits until all have confirmed it: more than a lease. */
  Duration settleWithin();
}
