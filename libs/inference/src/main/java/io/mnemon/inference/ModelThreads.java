package io.mnemon.inference;

import io.mnemon.tenancy.TenantTurns;
import io.mnemon.tenancy.WorkingFor;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The bounded platform threads on which native model code runs (it would pin a virtual thread's
 * carrier), behind bounded queues: queries overtake documents, and either are served for one tenant
 * after the other. While there are queries, documents leave one thread to them: nothing interrupts
 * a batch that has begun.
 */
final class ModelThreads implements AutoCloseable {
  /** For how long after a query the next one is expected. */
  private static final long QUERIES_GO_ON_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final ThreadPoolExecutor executor;
  private final Map<Urgency, TenantTurns> turns = new EnumMap<>(Urgency.class);
  private final Queue<Task> documents = new PriorityQueue<>();
  private int documentsBegun;
  private volatile long lastQuery = System.nanoTime() - QUERIES_GO_ON_NANOS;

  /**
   * @param queueTexts how many queries may wait, and how many documents
   */
  ModelThreads(int threads, int queueTexts) {
    for (Urgency urgency : Urgency.values()) {
      turns.put(urgency, new TenantTurns(queueTexts));
    }
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
    UUID tenant = WorkingFor.tenant();
    TenantTurns order = turns(urgency);
    int before = order.enter(tenant, texts);
    if (before > 0) {
      throw new EmbedderUnavailableException(
          "%d texts wait for the embedding model already; try again later, or with fewer texts"
              .formatted(before));
    }
    List<Task> tasks =
        pieces.stream()
            .map(piece -> new Task(urgency, order.take(tenant, piece.texts()), piece))
            .toList();
    tasks.forEach(task -> task.result.whenComplete((vectors, failure) -> leave(task)));
    switch (urgency) {
      case QUERY -> {
        lastQuery = System.nanoTime();
        tasks.forEach(this::execute);
      }
      case DOCUMENT -> {
        synchronized (documents) {
          documents.addAll(tasks);
        }
        beginDocuments();
      }
    }
    return tasks.stream().map(task -> task.result).toList();
  }

  private void beginDocuments() {
    synchronized (documents) {
      Task next = documents.peek();
      while (next != null && documentsBegun < threadsForDocuments()) {
        documents.remove();
        documentsBegun++;
        execute(next);
        next = documents.peek();
      }
    }
  }

  private int threadsForDocuments() {
    int threads = executor.getMaximumPoolSize();
    boolean queriesGoOn = System.nanoTime() - lastQuery < QUERIES_GO_ON_NANOS;
    return queriesGoOn ? Math.max(1, threads - 1) : threads;
  }

  private void execute(Task task) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException e) {
      task.result.completeExceptionally(e);
      turns(task.urgency).leave(task.turn);
    }
  }

  private TenantTurns turns(Urgency urgency) {
    return Objects.requireNonNull(turns.get(urgency));
  }

  /** What is cancelled makes room at once. */
  private void leave(Task task) {
    if (!task.result.isCancelled()) {
      return;
    }
    boolean waited;
    synchronized (documents) {
      waited = documents.remove(task);
    }
    if (waited) {
      turns(task.urgency).leave(task.turn);
    } else if (executor.remove(task)) {
      turns(task.urgency).leave(task.turn);
      ended(task);
    }
  }

  private void ended(Task task) {
    if (task.urgency == Urgency.DOCUMENT) {
      synchronized (documents) {
        documentsBegun--;
      }
      beginDocuments();
    }
  }

  /** Whether work would begin at once. */
  boolean hasIdle() {
    return executor.getQueue().isEmpty()
        && executor.getActiveCount() < executor.getMaximumPoolSize();
  }

  int waitingTexts() {
    return turns.values().stream().mapToInt(TenantTurns::waiting).sum();
  }

  @Override
  public void close() {
    List<Task> left;
    synchronized (documents) {
      left = List.copyOf(documents);
      documents.clear();
    }
    left.forEach(task -> task.result.cancel(false));
    executor.shutdownNow().forEach(task -> ((Task) task).result.cancel(false));
    executor.close();
  }

  private final class Task implements Runnable, Comparable<Task> {
    private final Urgency urgency;
    private final TenantTurns.Turn turn;
    private final Work work;
    private final CompletableFuture<List<Embedding>> result = new CompletableFuture<>();

    private Task(Urgency urgency, TenantTurns.Turn turn, Work work) {
      this.urgency = urgency;
      this.turn = turn;
      this.work = work;
    }

    @Override
    public int compareTo(Task other) {
      int byUrgency = urgency.compareTo(other.urgency);
      return byUrgency == 0 ? turn.compareTo(other.turn) : byUrgency;
    }

    @Override
    public void run() {
      turns(urgency).begin(turn);
      try {
        if (!result.isDone()) {
          result.complete(work.run().call());
        }
      } catch (Exception | LinkageError e) {
        result.completeExceptionally(e);
      } finally {
        ended(this);
      }
    }
  }
}
