package io.mnemon.index;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Work that is done once, by whichever thread comes first; the others wait for it. */
final class Once<T> {
  private final FutureTask<T> task;

  Once(Callable<T> work) {
    task = new FutureTask<>(work);
  }

  /** Does the work, if nobody has begun with it; how it went {@link #get} says. */
  void run() {
    task.run();
  }

  /** What the work has made, after it has been done. */
  T get() throws IOException {
    run();
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IndexUnavailableException("the caller was interrupted", e);
    } catch (ExecutionException e) {
      throw failure(e);
    }
  }

  /** What went wrong, as if the work had been done here. */
  static IOException failure(ExecutionException failed) {
    return switch (failed.getCause()) {
      case IOException cause -> cause;
      case RuntimeException cause -> throw cause;
      case Error cause -> throw cause;
      case null, default -> throw new IllegalStateException(failed);
    };
  }
}
