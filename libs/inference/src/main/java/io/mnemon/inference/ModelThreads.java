package io.mnemon.inference;

import io.mnemon.inference.ModelTask.Urgency;
import io.mnemon.tenancy.ActiveTenants;
import io.mnemon.tenancy.WorkingFor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * The bounded platform threads on which native model code runs (it would pin a virtual thread's
 * carrier), behind bounded queues. Queries overtake documents, a document a few times at most, and
 * either are served for one tenant after the other.
 *
 * <p>Nothing interrupts a piece that has begun. So that the next to come finds a thread, documents
 * leave one while there are queries, and a tenant has half of them, rounded up, while others are
 * active, for its queries and documents together.
 */
final class ModelThreads implements AutoCloseable {
  /** For how long after a query, or after a tenant's last work, the next is expected. */
  private static final Duration GOES_ON = Duration.ofSeconds(1);

  /** How many queries may begin in the place of a tenant's documents before these go first. */
  private static final int OVERTAKING = 4;

  private final int threads;
  private final LongSupplier nanos;
  private final ThreadPoolExecutor executor;
  private final Map<Urgency, ModelQueue> queues = new EnumMap<>(Urgency.class);
  private final ActiveTenants tenants;
  private final Map<UUID, Integer> underWayOf = new HashMap<>();
  private int underWay;
  private int documentsUnderWay;
  private long lastQuery;
  private boolean isClosed;

  /**
   * @param queueTexts how many queries may wait, and how many documents
   * @param nanos the time, as of {@link System#nanoTime}
   */
  ModelThreads(int threads, int queueTexts, LongSupplier nanos) {
    this.threads = threads;
    this.nanos = nanos;
    tenants = new ActiveTenants(GOES_ON, nanos);
    lastQuery = nanos.getAsLong() - GOES_ON.toNanos();
    for (Urgency urgency : Urgency.values()) {
      queues.put(urgency, new ModelQueue(queueTexts));
    }
    executor =
        new ThreadPoolExecutor(
            threads,
            threads,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("mnemon-model-", 0).factory());
    // A thread that cannot be had is missed now, not when work is counted as begun.
    executor.prestartAllCoreThreads();
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
    List<ModelTask> tasks = enqueue(WorkingFor.tenant(), urgency, texts, pieces);
    tasks.forEach(task -> task.result().whenComplete((vectors, failure) -> forget(task)));
    return tasks.stream().map(ModelTask::result).toList();
  }

  private synchronized List<ModelTask> enqueue(
      UUID tenant, Urgency urgency, int texts, List<Work> pieces) {
    if (isClosed) {
      throw closed();
    }
    ModelQueue queue = queue(urgency);
    int before = queue.enter(tenant, texts);
    if (before > 0) {
      throw new EmbedderUnavailableException(
          "%d texts wait for the embedding model already; try again later, or with fewer texts"
              .formatted(before));
    }
    List<ModelTask> tasks =
        pieces.stream()
            .map(
                piece ->
                    new ModelTask(
                        urgency, queue.take(tenant, piece.texts()), piece.run(), this::ended))
            .toList();
    for (ModelTask task : tasks) {
      queue.add(task);
      tenants.begins(tenant);
    }
    if (urgency == Urgency.QUERY) {
      lastQuery = nanos.getAsLong();
    }
    begin();
    return tasks;
  }

  private ModelQueue queue(Urgency urgency) {
    return Objects.requireNonNull(queues.get(urgency));
  }

  private void begin() {
    while (underWay < threads && !isClosed) {
      Optional<ModelTask> next = next();
      if (next.isEmpty()) {
        return;
      }
      begin(next.get());
    }
  }

  private Optional<ModelTask> next() {
    Predicate<UUID> hasRoom = hasRoom();
    Predicate<UUID> hasRoomForDocuments = hasRoomForDocuments();
    return queue(Urgency.DOCUMENT)
        .first(hasRoomForDocuments, OVERTAKING)
        .or(() -> queue(Urgency.QUERY).first(hasRoom, 0))
        .or(() -> queue(Urgency.DOCUMENT).first(hasRoomForDocuments, 0));
  }

  /** Whether a tenant may have a further thread. */
  private Predicate<UUID> hasRoom() {
    int part = tenants.areSeveral() ? (threads + 1) / 2 : threads;
    return tenant -> underWayOf.getOrDefault(tenant, 0) < part;
  }

  private Predicate<UUID> hasRoomForDocuments() {
    return documentsUnderWay < threadsForDocuments() ? hasRoom() : tenant -> false;
  }

  private int threadsForDocuments() {
    boolean queriesGoOn = nanos.getAsLong() - lastQuery < GOES_ON.toNanos();
    return queriesGoOn ? Math.max(1, threads - 1) : threads;
  }

  private void begin(ModelTask task) {
    queue(task.urgency()).begin(task);
    if (task.urgency() == Urgency.QUERY) {
      queue(Urgency.DOCUMENT).isOvertaken(hasRoomForDocuments());
    }
    count(task, 1);
    executor.execute(task);
  }

  private synchronized void ended(ModelTask task) {
    count(task, -1);
    tenants.ends(task.tenant());
    begin();
  }

  private void count(ModelTask task, int more) {
    underWay += more;
    if (task.urgency() == Urgency.DOCUMENT) {
      documentsUnderWay += more;
    }
    int own = underWayOf.merge(task.tenant(), more, Integer::sum);
    if (own == 0) {
      underWayOf.remove(task.tenant());
    }
  }

  /** What is cancelled makes room at once. */
  private void forget(ModelTask task) {
    if (!task.result().isCancelled()) {
      return;
    }
    synchronized (this) {
      if (queue(task.urgency()).leave(task)) {
        tenants.ends(task.tenant());
      }
    }
  }

  /** Whether a query of the tenant for whom this thread works would begin at once. */
  synchronized boolean hasIdle() {
    return underWay < threads && hasRoom().test(WorkingFor.tenant());
  }

  synchronized int waitingTexts() {
    return queues.values().stream().mapToInt(ModelQueue::texts).sum();
  }

  /** Who waits hears that there is no model any more. */
  @Override
  public void close() {
    List<ModelTask> left = new ArrayList<>();
    synchronized (this) {
      isClosed = true;
      queues.values().stream().flatMap(ModelQueue::tasks).forEach(left::add);
    }
    executor.shutdownNow().forEach(begun -> left.add((ModelTask) begun));
    left.forEach(task -> task.result().completeExceptionally(closed()));
    executor.close();
  }

  private static EmbedderUnavailableException closed() {
    return new EmbedderUnavailableException("the embedding model has been closed");
  }
}
