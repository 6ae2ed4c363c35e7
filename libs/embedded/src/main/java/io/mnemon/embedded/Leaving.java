package io.mnemon.embedded;

import io.quarkus.runtime.configuration.DurationConverter;
import java.time.Duration;
import java.util.Map;

/**
 * How a process leaves.
 *
 * @param delay how long it still serves
 * @param timeout how long what runs may take then, over each of its ports
 */
record Leaving(Duration delay, Duration timeout) {

  private static final Duration REST = Duration.ofSeconds(10);

  /**
   * What the environment says to a process that is started beside the others on one machine:
   * whoever stops all of it does not wait for load balancers to hear of it.
   */
  static Leaving of(Map<String, String> environment) {
    Map<String, String> given = LaunchSettings.given(environment);
    return new Leaving(
        duration(given, "MNEMON_DRAIN_DELAY", "0s"),
        duration(given, "MNEMON_DRAIN_TIMEOUT", "20s"));
  }

  private static Duration duration(Map<String, String> given, String variable, String usual) {
    String text = given.getOrDefault(variable, usual);
    try {
      return DurationConverter.parseDuration(text);
    } catch (IllegalArgumentException e) {
      throw new CannotStart(
          "%s is \"%s\", which is no time. Write 20s, 2m or 500ms.".formatted(variable, text), e);
    }
  }

  /** How long it may take until it has ended by itself. */
  Duration patience() {
    return delay.plus(timeout.multipliedBy(2)).plus(REST);
  }
}
