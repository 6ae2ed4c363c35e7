package io.mnemon.calls;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How a service leaves. */
@ConfigMapping(prefix = "mnemon.drain")
public interface DrainConfig {
  /** How long callers have to hear that it leaves, before it waits for their last calls. */
  @WithDefault("500ms")
  Duration notice();

  /** How long the last calls may take. */
  @WithDefault("20s")
  Duration timeout();
}
