package io.mnemon.governance.offboarding;

import io.smallrye.config.ConfigMapping;
import java.time.Duration;

/** The channel to memory-service. */
@ConfigMapping(prefix = "mnemon.governance.memory")
interface MemoryChannelConfig {
  /** Host and port of memory-service. */
  String target();

  /** How long one answer may take. */
  Duration timeout();
}
