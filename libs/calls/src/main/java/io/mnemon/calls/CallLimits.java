package io.mnemon.calls;

import java.time.Duration;

/**
 * How patient calls to one service are.
 *
 * @param patience how long a call waits for a service that is not reachable, within its deadline
 * @param maxWaiting how many calls wait so
 * @param attempts how often a call that changes nothing is tried altogether
 * @param retryBudget how many retries may stand out
 * @param keepaliveTime after how long a silent connection is asked whether the other side is there
 * @param keepaliveTimeout how long the other side has to answer that
 * @param window of how many last calls half must have failed before the service is left alone
 * @param openFor how long it is then left alone
 * @param silence how long nothing was heard of a service whose passed deadline counts as a failure
 */
public record CallLimits(
    Duration patience,
    int maxWaiting,
    int attempts,
    int retryBudget,
    Duration keepaliveTime,
    Duration keepaliveTimeout,
    int window,
    Duration openFor,
    Duration silence) {

  public CallLimits {
    if (maxWaiting < 1 || attempts < 1 || retryBudget < 1 || window < 1) {
      throw new IllegalArgumentException(
          "mnemon.calls.max-waiting, attempts, retry-budget and breaker.window must be 1 or more");
    }
  }

  static CallLimits of(CallsConfig config) {
    return new CallLimits(
        config.patience(),
        config.maxWaiting(),
        config.attempts(),
        config.retryBudget(),
        config.keepaliveTime(),
        config.keepaliveTimeout(),
        config.breaker().window(),
        config.breaker().openFor(),
        config.breaker().silence());
  }
}
