package io.mnemon.calls;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** How patient calls between services are. */
@ConfigMapping(prefix = "mnemon.calls")
public interface CallsConfig {
  /**
   * The name under which this process offers its services to callers in the same process, who then
   * give {@code in-process:NAME} as the address; without it only through the port.
   */
  Optional<String> inProcess();

  /** How long a call waits for a service that is not reachable, within its deadline. */
  @WithDefault("5s")
  Duration patience();

  /** How many calls wait so for one service; further ones fail at once. */
  @WithDefault("200")
  int maxWaiting();

  /** How often a call that changes nothing is tried altogether; 1 for no retries. */
  @WithDefault("3")
  int attempts();

  /** How many retries may stand out: each costs one, each success gives a tenth back. */
  @WithDefault("20")
  int retryBudget();

  /** After how long a silent connection is asked whether the other side is there; at least 10s. */
  @WithDefault("10s")
  Duration keepaliveTime();

  /** How long the other side has to answer that. */
  @WithDefault("2s")
  Duration keepaliveTimeout();

  /** When a service is left alone. */
  Breaker breaker();

  /** When a service is left alone for a while. */
  interface Breaker {
    /** Of how many last calls half must have failed. */
    @WithDefault("20")
    int window();

    /** How long the service is then left alone, before one call tries it again. */
    @WithDefault("2s")
    Duration openFor();

    /**
     * A deadline that passed is held against the service only if it heard nothing of it for so
     * long: a client in a hurry, or one slow method among others that answer, is no reason.
     */
    @WithDefault("1s")
    Duration silence();
  }
}
