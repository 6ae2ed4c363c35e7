package io.mnemon.governance.egress;

import io.smallrye.config.ConfigMapping;
import java.time.Duration;

/** Requests to the outside. */
@ConfigMapping(prefix = "mnemon.governance.egress")
interface EgressConfig {
  /**
   * Whether requests may go to addresses inside, and without TLS. Only for machines on which
   * nothing inside has to be protected from those who name addresses.
   */
  boolean allowPrivate();

  /** How long connecting, and waiting for a connection that is free, may take. */
  Duration connectTimeout();

  /** How long one request may take with everything. */
  Duration timeout();

  /** How many connections are open at once. */
  int connections();

  /** How many connections are open to one host at once. */
  int connectionsPerHost();
}
