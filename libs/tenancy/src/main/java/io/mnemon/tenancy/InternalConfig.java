package io.mnemon.tenancy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** How the parts of the platform know each other. */
@ConfigMapping(prefix = "mnemon.internal")
public interface InternalConfig {
  /** A file with the root secrets of the internal token: 32 bytes in base64, one a line. */
  Path secretFile();

  /** How long an internal token is good for. */
  @WithDefault("60s")
  Duration tokenLifetime();
}
