package io.mnemon.gateway.rest;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import java.util.Optional;
import java.util.concurrent.SynchronousQueue;
import java.util.function.Supplier;

/**
 * What a source gives, made on a thread of its own while what came before is being used: one thing
 * is ready at a time, and the source waits until it is taken. For one taker.
 */
final class ReadAhead<T> implements AutoCloseable {
  private final SynchronousQueue<Step<T>> ready = new SynchronousQueue<>();
  private final Thread reader;

  /**
   * @param source gives the next thing, none at the end; what it throws is thrown to the taker
   */
  ReadAhead(Supplier<Optional<T>> source) {
    reader = Thread.ofVirtual().name("read-ahead").start(() -> read(source));
  }

  private sealed interface Step<T> {
    record Next<T>(T value) implements Step<T> {}

    record End<T>() implements Step<T> {}

    record Failed<T>(Throwable failure) implements Step<T> {}
  }

  private void read(Supplier<Optional<T>> source) {
    try {
      Step<T> step;
      do {
        step = step(source);
        ready.put(step);
      } while (step instanceof Step.Next);
    } catch (InterruptedException e) {
      // Nobody takes any more.
      Thread.currentThread().interrupt();
    }
  }

  // Whatever goes wrong is the taker's to handle: here it would be lost.
  private static <T> Step<T> step(Supplier<Optional<T>> source) {
    try {
      Optional<T> next = source.get();
      return next.isPresent() ? new Step.Next<>(next.get()) : new Step.End<>();
    } catch (Throwable e) {
      return new Step.Failed<>(e);
    }
  }

  /** The next thing; none at the end, after which it is not to be asked again. */
  Optional<T> next() {
    try {
      return switch (ready.take()) {
        case Step.Next<T>(T value) -> Optional.of(value);
        case Step.End<T> end -> Optional.empty();
        case Step.Failed<T>(RuntimeException failure) -> throw failure;
        case Step.Failed<T>(Error failure) -> throw failure;
        case Step.Failed<T>(Throwable failure) -> throw new IllegalStateException(failure);
      };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServiceException(ErrorCode.UNAVAILABLE, "the request was given up", e);
    }
  }

  /** Ends the reading; from the return on the source is not used any more. */
  @Override
  public void close() {
    reader.interrupt();
    boolean interrupted = false;
    while (true) {
      try {
        reader.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
