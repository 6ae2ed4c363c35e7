package io.mnemon.tenancy;

import io.grpc.Context;
import io.grpc.Context.CancellationListener;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import java.util.function.Supplier;

/**
 * Whether the caller of the gRPC call that is being served still waits for its answer: one that has
 * disconnected, cancelled or run out of time does not.
 */
public final class CallerPresence {
  private CallerPresence() {}

  public static boolean hasGone() {
    return Context.current().isCancelled();
  }

  /**
   * Runs work that waits for somebody else, and interrupts it when the caller goes. Not for work on
   * connections or files, which an interrupt would close.
   *
   * @throws ServiceException if the caller has gone, before the work or during it
   */
  public static <T> T whileThere(Supplier<T> work) {
    requireThere();
    Context context = Context.current();
    Interruption interruption = new Interruption(Thread.currentThread());
    context.addListener(interruption, Runnable::run);
    T answer;
    try {
      answer = work.get();
    } catch (RuntimeException e) {
      interruption.end();
      requireThere();
      throw e;
    } finally {
      context.removeListener(interruption);
      interruption.end();
    }
    requireThere();
    return answer;
  }

  private static void requireThere() {
    if (hasGone()) {
      throw new ServiceException(ErrorCode.UNAVAILABLE, "the caller has gone");
    }
  }

  /** Interrupts the worker at most once, and not after the end of its work. */
  private static final class Interruption implements CancellationListener {
    private final Thread worker;
    private boolean ended;
    private boolean happened;

    Interruption(Thread worker) {
      this.worker = worker;
    }

    @Override
    public synchronized void cancelled(Context context) {
      if (!ended) {
        happened = true;
        worker.interrupt();
      }
    }

    synchronized void end() {
      ended = true;
      if (happened) {
        // It has done its duty; what the worker does next is not to be interrupted.
        Thread.interrupted();
      }
    }
  }
}
