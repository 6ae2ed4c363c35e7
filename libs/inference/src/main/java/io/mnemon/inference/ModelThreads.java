package io.mnemon.inference;

import io.mnemon.tenancy.ActiveTenants;
import io.mnemon.tenancy.TenantTurns;
import io.mnemon.tenancy.WorkingFor;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;

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
  private final ExecutorService executor;
  private final Map<Urgency, Queue> queues = new EnumMap<>(Urgency.class);
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
      queues.put(urgency, new Queue(queueTexts));
    }
    executor =
        Executors.newFixedThreadPool(
            threads, Thread.ofPlatform().daemon().name("mnemon-model-", 0).factory());
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

  /** What waits, of each tenant in its order. */
  private static final class Queue {
    private final TenantTurns turns;
    private final Map<UUID, Line> lines = new HashMap<>();

    private Queue(int limit) {
      turns = new TenantTurns(limit);
    }

    private void add(Task task) {
      lines.computeIfAbsent(task.turn.tenant(), tenant -> new Line()).tasks.add(task);
    }

    private boolean remove(Task task) {
      UUID tenant = task.turn.tenant();
      Line line = lines.get(tenant);
      if (line == null || !line.tasks.remove(task)) {
        return false;
      }
      if (line.tasks.isEmpty()) {
        lines.remove(tenant);
      }
      return true;
    }

    /**
     * @param tenants whose work may begin
     * @param overtaken how often it has been overtaken at least
     */
    private Optional<Task> first(Predicate<UUID> tenants, int overtaken) {
      return lines.entrySet().stream()
          .filter(own -> own.getValue().overtaken >= overtaken && tenants.test(own.getKey()))
          .map(own -> own.getValue().tasks.getFirst())
          .min(Comparator.comparing(task -> task.turn));
    }

    private Stream<Task> tasks() {
      return lines.values().stream().flatMap(line -> line.tasks.stream());
    }

    /**
     * @param tenants whose work may begin
     */
    private void isOvertaken(Predicate<UUID> tenants) {
      lines.forEach(
          (tenant, line) -> {
            if (tenants.test(tenant)) {
              line.overtaken++;
            }
          });
    }

    private void begin(Task task) {
      remove(task);
      turns.begin(task.turn);
      Line left = lines.get(task.turn.tenant());
      if (left != null) {
        left.overtaken = 0;
      }
    }
  }

  private static final class Line {
    private final Deque<Task> tasks = new ArrayDeque<>();

    /** How many queries have begun in the place of these since one of them did. */
    private int overtaken;
  }

  /**
   * Queues the pieces of one request, all or none.
   *
   * @param texts how many texts the pieces have together; a request that is larger than the whole
   *     queue is accepted when nothing waits
   * @return the results in the order of the pieces; cancelling one takes it out of the queue
   * @throws EmbedderUnavailableException if too many texts wait already
   */
  List<CompletableFuture<List<Embedding>>> submit(Urgency urgency, int texts, List<Work> pieces) {
    List<Task> tasks = enqueue(WorkingFor.tenant(), urgency, texts, pieces);
    tasks.forEach(task -> task.result.whenComplete((vectors, failure) -> forget(task)));
    return tasks.stream().map(task -> task.result).toList();
  }

  private synchronized List<Task> enqueue(
      UUID tenant, Urgency urgency, int texts, List<Work> pieces) {
    if (isClosed) {
      throw closed();
    }
    Queue queue = queue(urgency);
    int before = queue.turns.enter(tenant, texts);
    if (before > 0) {
      throw new EmbedderUnavailableException(
          "%d texts wait for the embedding model already; try again later, or with fewer texts"
              .formatted(before));
    }
    List<Task> tasks =
        pieces.stream()
            .map(piece -> new Task(urgency, queue.turns.take(tenant, piece.texts()), piece))
            .toList();
    for (Task task : tasks) {
      queue.add(task);
      tenants.begins(tenant);
    }
    if (urgency == Urgency.QUERY) {
      lastQuery = nanos.getAsLong();
    }
    begin();
    return tasks;
  }

  private Queue queue(Urgency urgency) {
    return Objects.requireNonNull(queues.get(urgency));
  }

  private void begin() {
    while (underWay < threads && !isClosed) {
      Optional<Task> next = next();
      if (next.isEmpty()) {
        return;
      }
      begin(next.get());
    }
  }

  private Optional<Task> next() {
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

  private void begin(Task task) {
    queue(task.urgency).begin(task);
    if (task.urgency == Urgency.QUERY) {
      queue(Urgency.DOCUMENT).isOvertaken(hasRoomForDocuments());
    }
    count(task, 1);
    executor.execute(task);
  }

  private synchronized void ended(Task task) {
    count(task, -1);
    tenants.ends(task.turn.tenant());
    begin();
  }

  private void count(Task task, int more) {
    underWay += more;
    if (task.urgency == Urgency.DOCUMENT) {
      documentsUnderWay += more;
    }
    int own = underWayOf.merge(task.turn.tenant(), more, Integer::sum);
    if (own == 0) {
      underWayOf.remove(task.turn.tenant());
    }
  }

  /** What is cancelled makes room at once. */
  private void forget(Task task) {
    if (!task.result.isCancelled()) {
      return;
    }
    synchronized (this) {
      Queue queue = queue(task.urgency);
      if (queue.remove(task)) {
        queue.turns.leave(task.turn);
        tenants.ends(task.turn.tenant());
      }
    }
  }

  /** Whether a query of the tenant for whom this thread works would begin at once. */
  synchronized boolean hasIdle() {
    return underWay < threads && hasRoom().test(WorkingFor.tenant());
  }

  synchronized int waitingTexts() {
    return queues.values().stream().mapToInt(queue -> queue.turns.waiting()).sum();
  }

  /** Who waits hears that there is no model any more. */
  @Override
  public void close() {
    List<Task> left = new ArrayList<>();
    synchronized (this) {
      isClosed = true;
      queues.values().forEach(queue -> queue.tasks().forEach(left::add));
    }
    executor.shutdownNow().forEach(begun -> left.add((Task) begun));
    left.forEach(task -> task.result.completeExceptionally(closed()));
    executor.close();
  }

  private static EmbedderUnavailableException closed() {
    return new EmbedderUnavailableException("the embedding model has been closed");
  }

  private final class Task implements Runnable {
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
    public void run() {
      Runnable tell = compute();
      try {
        // Who hears the result finds the thread free.
        ended(this);
      } finally {
        tell.run();
      }
    }

    private Runnable compute() {
      if (result.isDone()) {
        return () -> {};
      }
      try {
        List<Embedding> vectors = work.run().call();
        return () -> result.complete(vectors);
      } catch (Exception | Error e) {
        return () -> result.completeExceptionally(e);
      }
    }
  }
}
