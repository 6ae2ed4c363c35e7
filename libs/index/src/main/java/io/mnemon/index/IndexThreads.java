package io.mnemon.index;

import io.mnemon.tenancy.TenantTurns;
import io.mnemon.tenancy.WorkingFor;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The bounded platform threads that touch index files. Callers come on virtual threads, whose
 * carriers file access would block; and an interrupted caller would close the file it writes to.
 * They serve tenants in turn.
 */
final class IndexThreads implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(IndexThreads.class.getName());

  private final ThreadPoolExecutor executor;
  private final TenantTurns turns;

  /** How many pieces of work are under way or wait. */
  private final AtomicInteger busy = new AtomicInteger();

  /**
   * @param queue how many pieces of work may wait
   */
  IndexThreads(int threads, int queue) {
    turns = new TenantTurns(queue);
    executor =
        new ThreadPoolExecutor(
            threads,
            threads,
            30,
            TimeUnit.SECONDS,
            new PriorityBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("mnemon-index-", 0).factory());
    executor.allowCoreThreadTimeOut(true);
  }

  /**
   * Runs the work and waits for it. If the caller is interrupted, work that has begun runs to its
   * end, and other work is taken out of the queue.
   */
  <T> T run(Callable<T> work) throws IOException {
    return run(work, () -> {});
  }

  /**
   * @param after runs when the work has ended, or could not begin, also if its caller has gone
   */
  <T> T run(Callable<T> work, Runnable after) throws IOException {
    AtomicBoolean claimed = new AtomicBoolean();
    FutureTask<T> task =
        new FutureTask<>(
            () -> {
              if (!claimed.compareAndSet(false, true)) {
                throw new IndexUnavailableException("the caller was interrupted");
              }
              return work.call();
            }) {
          @Override
          protected void done() {
            after.run();
          }
        };
    Task queued;
    try {
      queued = execute(task);
    } catch (IndexUnavailableException e) {
      task.cancel(false);
      throw e;
    }
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      if (claimed.compareAndSet(false, true)) {
        task.cancel(false);
        if (executor.remove(queued)) {
          turns.leave(queued.turn);
          busy.decrementAndGet();
        }
      }
      throw new IndexUnavailableException("the caller was interrupted", e);
    } catch (ExecutionException e) {
      throw Once.failure(e);
    }
  }

  /**
   * Runs work in the background that would have to be done later, if there is nothing to do now.
   * Nobody is told how it goes.
   */
  void ifIdle(Callable<?> work) {
    if (!busy.compareAndSet(0, 1)) {
      return;
    }
    try {
      execute(new FutureTask<>(work));
    } catch (IndexUnavailableException e) {
      LOG.log(System.Logger.Level.DEBUG, "what could have been done early is done later", e);
    } finally {
      busy.decrementAndGet();
    }
  }

  private Task execute(Runnable work) {
    UUID tenant = WorkingFor.tenant();
    if (turns.enter(tenant, 1) > 0) {
      throw new IndexUnavailableException("too many calls wait for the index; try again later");
    }
    Task task = new Task(turns.take(tenant, 1), work);
    busy.incrementAndGet();
    try {
      executor.execute(task);
      return task;
    } catch (RejectedExecutionException e) {
      busy.decrementAndGet();
      turns.begin(task.turn);
      throw new IndexUnavailableException("the index has been closed", e);
    }
  }

  Executor executor() {
    return work -> execute(work);
  }

  @Override
  public void close() {
    executor.close();
  }

  private final class Task implements Runnable, Comparable<Task> {
    private final TenantTurns.Turn turn;
    private final Runnable work;

    Task(TenantTurns.Turn turn, Runnable work) {
      this.turn = turn;
      this.work = work;
    }

    @Override
    public int compareTo(Task other) {
      return turn.compareTo(other.turn);
    }

    @Override
    public void run() {
      turns.begin(turn);
      try {
        work.run();
      } finally {
        busy.decrementAndGet();
      }
    }
  }
}
