package io.mnemon.index;

import io.mnemon.inference.Embedding;
import io.mnemon.tenancy.Layer;
import io.mnemon.tenancy.WorkingFor;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.FSDirectory;
import org.jspecify.annotations.Nullable;

/**
 * The embedded index: Lucene, one folder a tenant, in one process.
 *
 * <p>Each tenant has its own statistics, so that one's scores say nothing about another's memories.
 * What is applied is searchable at once and durable after {@code flush}; a failure of the disk in
 * between is mended from memory, a crash by whoever applies the changes.
 */
public final class LuceneIndex implements HybridIndex {
  private static final System.Logger LOG = System.getLogger(LuceneIndex.class.getName());

  /** To compare so many vectors costs about as much as to make what was applied visible. */
  private static final int MOST_COMPARED = 100_000;

  private final LuceneSettings settings;
  private final FolderLock lock;
  private final LuceneProbe probe;
  private final IndexThreads threads;
  private final LuceneTenants tenants;

  /**
   * Takes the folder for this process.
   *
   * @throws IllegalStateException if another process has it
   * @throws IndexUnavailableException if it cannot be written to
   */
  public LuceneIndex(LuceneSettings settings) {
    this(settings, folder -> new LuceneSmallSegments(FSDirectory.open(folder)));
  }

  LuceneIndex(LuceneSettings settings, LuceneTenants.Directories directories) {
    this.settings = settings;
    try {
      lock = FolderLock.take(settings.folder());
      LuceneTenantFolder.sweep(settings.folder());
    } catch (IOException e) {
      throw new IndexUnavailableException(
          "the index folder "
              + settings.folder().toAbsolutePath()
              + " cannot be used; it must be a folder that this process may write to",
          e);
    }
    probe = new LuceneProbe(settings.folder(), lock);
    threads = new IndexThreads(settings.threads(), settings.queue());
    tenants = new LuceneTenants(settings, threads, directories);
  }

  /**
   * Does everything once for nobody: the first memory of the first tenant should be found as fast
   * as any, and code that has never run is slow.
   */
  public void warmUp() {
    UUID nobody = new UUID(0, 0);
    Instant now = Instant.EPOCH;
    Embedding vector = Embedding.of(new float[] {1});
    try {
      apply(
          nobody,
          List.of(
              new IndexChange.Put(
                  new IndexDocument(
                      nobody,
                      1,
                      nobody,
                      Layer.USER,
                      "fact",
                      "warm up",
                      "nobody",
                      Surroundings.NONE,
                      vector,
                      List.of(),
                      0,
                      now,
                      null,
                      null,
                      null,
                      null))));
      boolean unused = markComplete(nobody, incarnation(nobody));
      search(
          nobody,
          new IndexQuery(
              Set.of(nobody),
              Set.of(),
              Set.of(),
              Set.of(),
              "warm up",
              Set.of(),
              vector,
              now,
              now,
              1));
    } finally {
      drop(nobody);
    }
  }

  @Override
  public void apply(UUID tenant, List<IndexChange> changes) {
    tenants.makeRoom();
    with(
        tenant,
        (slot, index) -> {
          if (index.pending() >= settings.uncommittedChanges()
              || slot.undurableBytes() > settings.undurableBytes() / 4) {
            // What is not durable is held in memory, which a full disk must not fill.
            index.awaitVisible(settings.patience());
            durable(index);
          }
          return slot.inTurn(
              () -> {
                index.apply(changes);
                return true;
              });
        });
  }

  @Override
  public void use(UUID tenant, Map<UUID, Usage> usage) {
    with(
        tenant,
        (slot, index) ->
            slot.inTurn(
                () -> {
                  index.use(usage);
                  return true;
                }));
  }

  @Override
  public IndexAnswer search(UUID tenant, IndexQuery query) {
    return searchAll(tenant, List.of(query)).getFirst();
  }

  @Override
  public Begun begin(UUID tenant, IndexQuery query) {
    try {
      return WorkingFor.tenant(
          tenant,
          () ->
              tenants
                  .ifOpen(tenant, (slot, index) -> begin(tenant, index, query))
                  .orElseGet(() -> HybridIndex.super.begin(tenant, query)));
    } catch (IOException | IndexUnavailableException | AlreadyClosedException e) {
      LOG.log(System.Logger.Level.DEBUG, "what is wrong the end of the search will say", e);
      return HybridIndex.super.begin(tenant, query);
    }
  }

  private Optional<Begun> begin(UUID tenant, LuceneTenantIndex index, IndexQuery query)
      throws IOException {
    Optional<LuceneAhead> begun = index.begin(query);
    begun.ifPresent(
        ahead ->
            threads.ifIdle(
                () ->
                    ahead.read(
                        (searcher, search) -> {
                          search.ahead();
                          return true;
                        })));
    return begun.map(ahead -> new BegunSearch(tenant, query, index, ahead));
  }

  /** A search whose words are looked for already, if the index has nothing else to do. */
  private final class BegunSearch implements Begun {
    private final UUID tenant;
    private final IndexQuery query;
    private final LuceneTenantIndex index;
    private final LuceneAhead ahead;
    private volatile boolean hasEnded;

    BegunSearch(UUID tenant, IndexQuery query, LuceneTenantIndex index, LuceneAhead ahead) {
      this.tenant = tenant;
      this.query = query;
      this.index = index;
      this.ahead = ahead;
    }

    @Override
    public IndexAnswer find(@Nullable Embedding vector) {
      return with(tenant, (slot, now) -> threads.run(() -> end(vector)))
          .map(hits -> new IndexAnswer(hits, true))
          .orElseGet(() -> search(tenant, query.toward(vector)));
    }

    private Optional<List<IndexHit>> end(@Nullable Embedding vector) throws IOException {
      hasEnded = true;
      return index.end(ahead, vector);
    }

    @Override
    public void close() {
      if (hasEnded) {
        return;
      }
      try {
        threads.executor().execute(this::letGo);
      } catch (IndexUnavailableException e) {
        letGo();
      }
    }

    private void letGo() {
      try {
        index.end(ahead);
      } catch (IOException e) {
        LOG.log(System.Logger.Level.DEBUG, "a search that nobody wanted any more ended badly", e);
      }
    }
  }

  @Override
  public List<IndexAnswer> searchAll(UUID tenant, List<IndexQuery> queries) {
    return with(
        tenant,
        (slot, index) -> {
          boolean isCaughtUp = isCaughtUp(index);
          return threads.run(() -> index.search(queries)).stream()
              .map(hits -> new IndexAnswer(hits, isCaughtUp))
              .toList();
        });
  }

  @Override
  public List<List<UUID>> near(UUID tenant, List<NearQuery> queries) {
    return with(
        tenant,
        (slot, index) -> {
          boolean isMuch = (long) index.unseen() * queries.size() > MOST_COMPARED;
          boolean isVisible = isMuch && isCaughtUp(index);
          LuceneNear.Answer found = threads.run(() -> index.near(queries));
          if (!found.isExact() && !isVisible && isCaughtUp(index)) {
            found = threads.run(() -> index.near(queries));
          }
          return found.ids();
        });
  }

  private boolean isCaughtUp(LuceneTenantIndex index) {
    try {
      return index.awaitVisible(settings.refreshPatience());
    } catch (IOException e) {
      // What was visible before still is; the next call opens the index again.
      return false;
    }
  }

  @Override
  public void flush(UUID tenant) {
    with(tenant, (slot, index) -> durable(index));
  }

  private boolean durable(LuceneTenantIndex index) throws IOException {
    if (!index.awaitDurable(settings.patience())) {
      throw new IndexUnavailableException(
          "the disk did not take the changes within " + settings.patience());
    }
    return true;
  }

  @Override
  public void expunge(UUID tenant) {
    with(
        tenant,
        (slot, index) -> {
          threads.run(
              () -> {
                index.expunge();
                return true;
              });
          return durable(index);
        });
  }

  @Override
  public boolean isComplete(UUID tenant) {
    return with(tenant, (slot, index) -> index.isComplete());
  }

  @Override
  public UUID incarnation(UUID tenant) {
    return with(tenant, (slot, index) -> index.incarnation());
  }

  @Override
  public boolean markComplete(UUID tenant, UUID incarnation) {
    return with(tenant, (slot, index) -> index.markComplete(incarnation) && durable(index));
  }

  @Override
  public void drop(UUID tenant) {
    try {
      tenants.drop(tenant);
    } catch (IOException | AlreadyClosedException e) {
      throw unavailable(tenant, e);
    }
  }

  private <T> T with(UUID tenant, LuceneTenants.Use<T> use) {
    try {
      return WorkingFor.tenant(tenant, () -> tenants.with(tenant, use));
    } catch (IOException | AlreadyClosedException | InternalError e) {
      throw unavailable(tenant, e);
    }
  }

  private static IndexUnavailableException unavailable(UUID tenant, Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return new IndexUnavailableException(
        "the index of tenant %s cannot do this now: %s".formatted(tenant, root.getMessage()),
        cause);
  }

  @Override
  public boolean isAvailable() {
    return probe.isOurs();
  }

  @Override
  public boolean isWritable() {
    return probe.isWritable();
  }

  /** How much memory the changes of all tenants take that are not durable. */
  long undurableBytes() {
    return tenants.undurableBytes();
  }

  /** How many searches have begun and not ended. */
  int begun() {
    return tenants.begun();
  }

  /** How many tenants' indexes are open. */
  int openTenants() {
    return tenants.size();
  }

  @Override
  public void close() {
    tenants.close();
    threads.close();
    probe.close();
    try {
      lock.close();
    } catch (IOException e) {
      throw new IndexUnavailableException("the index folder could not be released", e);
    }
  }
}
