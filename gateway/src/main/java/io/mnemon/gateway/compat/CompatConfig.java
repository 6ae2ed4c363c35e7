package io.mnemon.gateway.compat;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How far the interfaces of other systems go. */
@ConfigMapping(prefix = "mnemon.gateway.compat")
public interface CompatConfig {
  /**
   * How many memories are read to tell how many there are; of more that there are at least these.
   */
  @WithDefault("1000")
  int counted();

  /** How far into a list a page or an offset may lie, and how much is looked through for names. */
  @WithDefault("10000")
  int deepest();

  /** How many changes a batch may hold. */
  @WithDefault("1000")
  int maxBatch();
}
