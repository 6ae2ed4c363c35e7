package io.mnemon.governance;

import io.smallrye.config.ConfigMapping;
import java.time.Duration;

/** How the service reaches its record. */
@ConfigMapping(prefix = "mnemon.governance.postgres")
interface PostgresConfig {
  /** How many connections are in use at once for tenants. */
  int maxConnections();

  /** How many more are in use at once for the control plane and for health checks. */
  int controlConnections();

  /** How long a request waits for a connection before it fails as UNAVAILABLE. */
  Duration acquireTimeout();

  /**
   * The password that the service's own role {@code mnemon_governance} is given and logs in with.
   */
  String password();
}
