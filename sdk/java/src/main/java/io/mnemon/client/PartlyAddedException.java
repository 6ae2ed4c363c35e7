package io.mnemon.client;

import io.mnemon.api.ServiceException;
import io.mnemon.api.memory.v1.BatchAddResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Of many memories the first were sent, and have their results; then a call failed. */
public final class PartlyAddedException extends ServiceException {
  private static final long serialVersionUID = 1L;

  private final transient List<BatchAddResult> results;
  private final ServiceException failure;

  PartlyAddedException(ServiceException failure, List<BatchAddResult> results) {
    super(
        failure.code(),
        "%s (the %d memories before have their results: see results())"
            .formatted(failure.publicMessage(), results.size()),
        failure.violations(),
        failure);
    this.failure = failure;
    this.results = List.copyOf(results);
  }

  /** What became of the memories before the call that failed, in their order. */
  public List<BatchAddResult> results() {
    return results;
  }

  @Override
  public Optional<Duration> retryAfter() {
    return failure.retryAfter();
  }
}
