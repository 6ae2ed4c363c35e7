package io.mnemon.calls;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.grpc.Metadata;
import io.grpc.Status;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Leaves a service alone while it does not answer: its callers fail at once instead of waiting, and
 * one of them tries it again from time to time.
 *
 * <p>What counts is whether the service answers, not what: a refusal with an explanation is an
 * answer. A deadline that passed counts only if nothing at all was heard of the service since the
 * call began, and for long enough: neither a client in a hurry nor one slow method closes the way
 * to the others.
 */
final class ServiceBreaker {
  private static final Metadata.Key<byte[]> EXPLANATION =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);
  private static final int HALF = 50;

  /** For how long the fate of the one call that tries again may stay unknown. */
  private static final Duration TRIAL = Duration.ofSeconds(5);

  private final String service;
  private final long silenceNanos;
  private final CircuitBreaker breaker;
  private final AtomicLong lastAnswer = new AtomicLong(System.nanoTime());

  ServiceBreaker(String service, CallLimits limits) {
    this.service = service;
    this.silenceNanos = limits.silence().toNanos();
    this.breaker =
        CircuitBreaker.of(
            service,
            CircuitBreakerConfig.custom()
                .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(limits.window())
                .minimumNumberOfCalls((limits.window() + 1) / 2)
                .failureRateThreshold(HALF)
                .waitDurationInOpenState(limits.openFor())
                .permittedNumberOfCallsInHalfOpenState(1)
                .maxWaitDurationInHalfOpenState(TRIAL)
                .build());
  }

  /**
   * Admits a call, which must be ended by one of the other methods.
   *
   * @throws ServiceException UNAVAILABLE while the service is left alone
   */
  Call admit() {
    if (!breaker.tryAcquirePermission()) {
      throw unavailable(service + " has not answered lately and is left alone for a moment");
    }
    return new Call();
  }

  static ServiceException unavailable(String why) {
    return new ServiceException(ErrorCode.UNAVAILABLE, "the service " + why + ": try again");
  }

  /** One admitted call, which ends once. */
  final class Call {
    private final long began = System.nanoTime();
    private boolean ended;

    /** The service was heard. */
    synchronized void answered() {
      lastAnswer.accumulateAndGet(System.nanoTime(), (one, other) -> one - other > 0 ? one : other);
      if (!ended) {
        ended = true;
        breaker.onSuccess(System.nanoTime() - began, TimeUnit.NANOSECONDS);
      }
    }

    synchronized void failed() {
      if (!ended) {
        ended = true;
        breaker.onError(
            System.nanoTime() - began,
            TimeUnit.NANOSECONDS,
            unavailable(service + " did not answer"));
      }
    }

    /** It says nothing about the service. */
    synchronized void saysNothing() {
      if (!ended) {
        ended = true;
        breaker.releasePermission();
      }
    }

    void closed(Status status, Metadata trailers) {
      boolean isAnswer = trailers.containsKey(EXPLANATION);
      switch (status.getCode()) {
        case UNAVAILABLE -> end(isAnswer, true);
        case DEADLINE_EXCEEDED -> end(isAnswer, wasSilent());
        case CANCELLED -> end(isAnswer, false);
        default -> answered();
      }
    }

    private void end(boolean isAnswer, boolean isFailure) {
      if (isAnswer) {
        answered();
      } else if (isFailure) {
        failed();
      } else {
        saysNothing();
      }
    }

    private boolean wasSilent() {
      return lastAnswer.get() - began < 0 && System.nanoTime() - began >= silenceNanos;
    }
  }
}
