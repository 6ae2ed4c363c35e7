package io.mnemon.inference;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bounded platform threads on which native model code runs (it would pin a virtual thread's
 * carrier), behind a bounded queue in which queries overtake documents.
 */
final class ModelThreads implements AutoCloseable {
  private final ThreadPoolExecutor executor;
  private final int queueTexts;
  private final AtomicInteger waitingTexts = new AtomicInteger();
  private final AtomicLong sequence = new AtomicLong();

  ModelThreads(int threads, int queueTexts) {
    this.queueTexts = queueTexts;
    executor =
        new ThreadPoolExecutor(
            threads,
            threads,
            0,
            TimeUnit.SECONDS,
            new PriorityBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("mnemon-model-", 0).factory());
  }

  /** How long a piece of work may be overtaken by others. */
  enum Urgency {
    QUERY,
    DOCUMENT
  }

  /**
   * A piece of work.
   *
   * @param texts how many texts it is
   * @param run computes their vectors
   */
  record Work(int texts, Callable<List<Embedding>> run) {}

  /**
   * Queues the pieces of one request, all or none.
   *
   * @param texts how many texts the pieces have together; a request that is larger than the whole
   *     queue is accepted when nothing waits
   * @return the results in the order of the pieces; cancelling one takes it out of the queue
   * @throws EmbedderUnavailableException if too many texts wait already
   */
  List<CompletableFuture<List<Embedding>>> submit(Urgency urgency, int texts, List<Work> pieces) {
    int before =
        waitingTexts.getAndUpdate(
            waiting -> waiting > 0 && waiting + texts > queueTexts ? waiting : waiting + texts);
    if (before > 0 && before + texts > queueTexts) {
      throw new EmbedderUnavailableException(
          "%d texts wait for the embedding model already; try again later, or with fewer than %d"
              .formatted(before, Math.max(1, queueTexts - before)));
    }
    return pieces.stream().map(piece -> submit(urgency, piece)).toList();
  }

  private CompletableFuture<List<Embedding>> submit(Urgency urgency, Work work) {
    Task task = new Task(urgency, sequence.getAndIncrement(), work);
    try {
      executor.execute(task);
    } catch (RejectedExecutionException e) {
      task.result.completeExceptionally(e);
      waitingTexts.addAndGet(-work.texts());
    }
    return task.result;
  }

  int waitingTexts() {
    return waitingTexts.get();
  }

  @Override
  public void close() {
    for (Runnable task : executor.shutdownNow()) {
      ((Task) task).result.cancel(false);
    }
    executor.close();
  }

  private final class Task implements Runnable, Comparable<Task> {
    private static final Comparator<Task> ORDER =
        Comparator.comparing((Task task) -> task.urgency).thenComparing(task -> task.number);

    private final Urgency urgency;
    private final long number;
    private final Work work;
    private final CompletableFuture<List<Embedding>> result = new CompletableFuture<>();

    private Task(Urgency urgency, long number, Work work) {
      this.urgency = urgency;
      this.number = number;
      this.work = work;
    }

    @Override
    public int compareTo(Task other) {
      return ORDER.compare(this, other);
    }

    @Override
    public void run() {
      waitingTexts.addAndGet(-work.texts());
      if (result.isDone()) {
        return;
      }
      try {
        result.complete(work.run().call());
      } catch (Exception | LinkageError e) {
        result.completeExceptionally(e);
      }
    }
  }
}
