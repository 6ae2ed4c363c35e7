package io.mnemon.governance.schedule;

import io.smallrye.config.ConfigMapping;
import java.time.Duration;

/** Looking for work in the background. */
@ConfigMapping(prefix = "mnemon.governance.schedule")
interface ScheduleConfig {
  /** How many connections are in use at once to find work. */
  int connections();

  /** How long to wait for a connection. */
  Duration acquireTimeout();
}
