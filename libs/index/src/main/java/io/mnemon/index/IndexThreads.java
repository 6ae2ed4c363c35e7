package io.mnemon.index;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The bounded platform threads that touch index files. Callers come on virtual threads, whose
 * carriers file access would block; and an interrupted caller would close the file it writes to.
 */
final class IndexThreads implements AutoCloseable {
  private final ThreadPoolExecutor executor;

  IndexThreads(int threads, int queue) {
    executor =
        new ThreadPoolExecutor(
            threads,
            threads,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(queue),
            Thread.ofPlatform().daemon().name("mnemon-index-", 0).factory());
    executor.allowCoreThreadTimeOut(true);
  }

  /**
   * Runs the work and waits for it; if the caller is interrupted the work still runs to its end.
   */
  <T> T run(Callable<T> work) throws IOException {
    return run(work, () -> {});
  }

  /**
   * @param after runs when the work has ended, or could not begin, also if its caller has gone
   */
  <T> T run(Callable<T> work, Runnable after) throws IOException {
    FutureTask<T> task =
        new FutureTask<>(work) {
          @Override
          protected void done() {
            after.run();
          }
        };
    try {
      execute(task);
    } catch (IndexUnavailableException e) {
      task.cancel(false);
      throw e;
    }
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IndexUnavailableException("the caller was interrupted", e);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException cause -> throw cause;
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }

  private void execute(Runnable task) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException e) {
      throw new IndexUnavailableException(
          executor.isShutdown()
              ? "the index has been closed"
              : "too many calls wait for the index; try again later",
          e);
    }
  }

  Executor executor() {
    return this::execute;
  }

  @Override
  public void close() {
    executor.close();
  }
}
