package io.mnemon.index;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Work that makes everything up to its start visible, or durable. However many callers want it at
 * the same time, it runs once at a time, and once more only if something has happened since.
 */
final class CatchUp {

  /** The work itself. */
  interface Work {
    void run() throws IOException;
  }

  private final LongSupplier happened;
  private final Work work;
  private final Executor executor;
  private final AtomicReference<@Nullable CompletableFuture<Void>> running =
      new AtomicReference<>();
  private volatile long done;

  /**
   * @param happened the number of things that have happened so far
   */
  CatchUp(LongSupplier happened, Work work, Executor executor) {
    this.happened = happened;
    this.work = work;
    this.executor = executor;
  }

  /** Whether nothing has happened since the work last began. */
  boolean isDone() {
    return done >= happened.getAsLong();
  }

  /**
   * Waits until the work has covered everything that happened before the call.
   *
   * @return false if the patience was not enough
   * @throws IOException if the work failed
   */
  boolean await(Duration patience) throws IOException {
    long target = happened.getAsLong();
    long deadline = System.nanoTime() + patience.toNanos();
    while (done < target) {
      CompletableFuture<Void> run = running.get();
      if (run == null) {
        run = new CompletableFuture<>();
        if (!running.compareAndSet(null, run)) {
          continue;
        }
        start(run);
      }
      try {
        run.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        return false;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IndexUnavailableException("the caller was interrupted", e);
      } catch (ExecutionException e) {
        throw new IOException("the index could not catch up", e.getCause());
      }
    }
    return true;
  }

  /** Has the work begin, if something has happened since it last did; waits for nothing. */
  void begin() {
    if (!isDone() && running.get() == null) {
      CompletableFuture<Void> run = new CompletableFuture<>();
      if (running.compareAndSet(null, run)) {
        start(run);
      }
    }
  }

  private void start(CompletableFuture<Void> run) {
    try {
      executor.execute(() -> run(run));
    } catch (RuntimeException e) {
      finish(run, e);
      throw e;
    }
  }

  private void run(CompletableFuture<Void> run) {
    try {
      long covered = happened.getAsLong();
      work.run();
      done = covered;
      finish(run, null);
    } catch (IOException | RuntimeException | Error e) {
      finish(run, e);
    }
  }

  private void finish(CompletableFuture<Void> run, @Nullable Throwable failure) {
    running.set(null);
    if (failure == null) {
      run.complete(null);
    } else {
      run.completeExceptionally(failure);
    }
  }
}
