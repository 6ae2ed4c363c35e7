package io.mnemon.index;

import io.mnemon.inference.Embedding;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.MergePolicy;
import org.apache.lucene.index.SegmentReader;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.QueryCachingPolicy;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.UsageTrackingQueryCachingPolicy;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.search.similarities.Similarity;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.IOUtils;
import org.jspecify.annotations.Nullable;

/**
 * One tenant's open index. Once a write has failed it answers no more and has to be opened again.
 *
 * <p>Everything here that touches files is called on the index's own threads, one {@code apply} at
 * a time.
 */
final class LuceneTenantIndex {
  /**
   * Memories are short: how often a word occurs in one (k1), and how long it is (b), says less than
   * the usual 1.2 and 0.75 assume.
   */
  private static final Similarity BM25 = new BM25Similarity(0.4f * LuceneWeightedTerms.UNIT, 0.5f);

  private static final System.Logger LOG = System.getLogger(LuceneTenantIndex.class.getName());
  private static final int EXPUNGE_ROUNDS = 3;
  private static final int MOST_MERGED_IN_QUIET = 1_000_000;
  private static final String COMPLETE = "complete";
  private static final String FORMAT = "format";
  private static final String INCARNATION = "incarnation";

  private final Path folder;
  private final Directory directory;
  private final IndexWriter writer;
  private final SearcherManager searchers;
  private final LuceneVersions versions;
  private final LuceneUnseen unseen = new LuceneUnseen();
  private final Set<LuceneAhead> begun = new HashSet<>();
  private final LuceneAnalyzer analyzer;
  private final Journal journal;
  private final AtomicLong applied = new AtomicLong();
  private final CatchUp refresh;
  private final CatchUp commit;
  private final Merges merges = new Merges();
  private final Pace pace = new Pace(System::nanoTime);
  private final AtomicBoolean isMerging = new AtomicBoolean();
  private final UUID incarnation;
  private volatile boolean isComplete;
  private volatile @Nullable Throwable failure;

  /**
   * Opens the index in the directory, or makes it.
   *
   * @param directory is closed with the index, and if it cannot be opened
   */
  LuceneTenantIndex(
      Path folder,
      Directory directory,
      LuceneAnalyzer analyzer,
      Journal journal,
      IndexThreads threads,
      LuceneCaches caches,
      LuceneSettings settings)
      throws IOException {
    this.folder = folder;
    this.directory = directory;
    this.analyzer = analyzer;
    this.journal = journal;
    IndexWriter opened = null;
    try {
      opened = new IndexWriter(directory, config(settings));
      searchers = new SearcherManager(opened, new Bm25Searchers(caches));
    } catch (IOException | RuntimeException | Error e) {
      try (directory) {
        if (opened != null) {
          opened.rollback();
        }
      }
      throw e;
    }
    writer = opened;
    versions = new LuceneVersions(searchers);
    searchers.addListener(unseen);
    refresh = new CatchUp(applied::get, this::refresh, threads.executor());
    commit = new CatchUp(applied::get, this::commit, threads.executor());
    Map<String, String> committed = new HashMap<>();
    Iterable<Map.Entry<String, String>> entries = writer.getLiveCommitData();
    if (entries != null) {
      entries.forEach(entry -> committed.put(entry.getKey(), entry.getValue()));
    }
    isComplete = Boolean.parseBoolean(committed.get(COMPLETE));
    String name = committed.get(INCARNATION);
    incarnation = name == null ? UUID.randomUUID() : UUID.fromString(name);
  }

  /** Whether an index that says this about itself is of the format that we write. */
  static boolean isOfOurFormat(Map<String, String> commitData) {
    return LuceneFields.FORMAT.equals(commitData.get(FORMAT));
  }

  private IndexWriterConfig config(LuceneSettings settings) {
    IndexWriterConfig config = new IndexWriterConfig(analyzer);
    config.setSimilarity(BM25);
    config.setIndexSort(LuceneFields.ORDER);
    config.setRAMBufferSizeMB(settings.bufferMebibytes());
    config.setCodec(LuceneFields.CODEC);
    // With the default of 16 MB small segments would be merged into large ones again and again.
    config.setMergePolicy(new LuceneMergePolicy(pace));
    config.setMergeScheduler(merges);
    config.setCommitOnClose(false);
    // Else a search right after a change waits up to half a second for small segments to merge.
    config.setMaxFullFlushMergeWaitMillis(0);
    return config;
  }

  /** Follows the changes that are newer than what the index holds. */
  void apply(List<IndexChange> changes) throws IOException {
    writing(
        () -> {
          for (IndexChange change : changes) {
            LuceneVersions.Held held = versions.of(change.id());
            if (!held.yieldsTo(change)) {
              continue;
            }
            Document document =
                switch (change) {
                  case IndexChange.Put put -> LuceneFields.document(put.document(), analyzer);
                  case IndexChange.Remove remove ->
                      LuceneFields.tombstone(remove.id(), remove.version());
                };
            if (held.isNothing()) {
              // To replace what is not there would make every segment look for it.
              writer.addDocument(document);
            } else {
              writer.updateDocument(LuceneFields.idTerm(change.id()), document);
            }
            versions.add(change);
            unseen.add(change);
            journal.add(change);
            applied.incrementAndGet();
          }
        });
    pace.count(changes.size());
  }

  /** Notes how memories have been of use, without indexing them again. */
  void use(Map<UUID, Usage> usage) throws IOException {
    writing(
        () -> {
          // An index that never held a memory does not know the field yet.
          if (!writer.getFieldNames().contains(LuceneFields.USES)) {
            return;
          }
          for (Map.Entry<UUID, Usage> each : usage.entrySet()) {
            writer.updateDocValues(
                LuceneFields.idTerm(each.getKey()),
                LuceneFields.usage(each.getValue()).toArray(Field[]::new));
          }
          applied.incrementAndGet();
        });
  }

  private void refresh() throws IOException {
    writing(searchers::maybeRefreshBlocking);
  }

  private void commit() throws IOException {
    List<IndexChange> followed = journal.changes();
    writing(
        () -> {
          tellCommitData();
          writer.commit();
          if (unseen.size() > 0) {
            // They are in segments now, so it costs little to see them there and not to hold them.
            searchers.maybeRefreshBlocking();
          }
        });
    journal.drop(followed);
  }

  private void tellCommitData() {
    writer.setLiveCommitData(
        Map.of(
                FORMAT,
                LuceneFields.FORMAT,
                COMPLETE,
                String.valueOf(isComplete),
                INCARNATION,
                incarnation.toString())
            .entrySet());
  }

  /** Waits until a search sees everything applied before; false if the patience was not enough. */
  boolean awaitVisible(Duration patience) throws IOException {
    return refresh.await(patience);
  }

  /** Waits until everything applied before is durable; false if the patience was not enough. */
  boolean awaitDurable(Duration patience) throws IOException {
    return commit.await(patience);
  }

  /**
   * Writes every segment anew that has dead documents. The files of the old ones go with the last
   * reader that looks at them, so the readers are refreshed too.
   */
  void expunge() throws IOException {
    writing(
        () -> {
          // What is being merged anyway is left out of a forced merge, and may have begun earlier.
          for (int i = 0; i < EXPUNGE_ROUNDS && writer.hasDeletions(); i++) {
            writer.forceMergeDeletes(true);
            merges.sync();
          }
          applied.incrementAndGet();
          searchers.maybeRefreshBlocking();
          endAll();
        });
  }

  /** How many changes wait for the next refresh or commit. */
  int pending() {
    return Math.max(versions.size(), journal.size());
  }

  boolean isComplete() {
    return isComplete;
  }

  /** Stays the same from one opening to the next. */
  UUID incarnation() {
    return incarnation;
  }

  /** Whether the index that was filled is this one. */
  boolean markComplete(UUID filled) {
    if (!filled.equals(incarnation)) {
      return false;
    }
    isComplete = true;
    applied.incrementAndGet();
    return true;
  }

  /**
   * Begins a search whose vector comes later; it has to be ended.
   *
   * @return nothing if changes wait that it has to see: then they begin to become visible
   */
  Optional<LuceneAhead> begin(IndexQuery query) throws IOException {
    if (!refresh.isDone()) {
      refresh.begin();
      return Optional.empty();
    }
    synchronized (begun) {
      LuceneAhead ahead = new LuceneAhead((LuceneSearcher) searchers.acquire(), analyzer, query);
      begun.add(ahead);
      return Optional.of(ahead);
    }
  }

  /**
   * Ends a search with what it finds.
   *
   * @return nothing if its segments had to go meanwhile
   */
  Optional<List<IndexHit>> end(LuceneAhead ahead, @Nullable Embedding vector) throws IOException {
    try {
      return ahead.read(
          (searcher, search) -> {
            mergeInQuiet(searcher);
            return search.run(vector);
          });
    } finally {
      end(ahead);
    }
  }

  /** Ends a search that nobody wants any more; more than once is as once. */
  void end(LuceneAhead ahead) throws IOException {
    synchronized (begun) {
      begun.remove(ahead);
    }
    ahead.close();
  }

  /** How many searches have begun and not ended. */
  int begun() {
    synchronized (begun) {
      return begun.size();
    }
  }

  /** What every search in waiting looks at is let go: it will have to look at what is then. */
  private void endAll() throws IOException {
    List<LuceneAhead> all;
    synchronized (begun) {
      all = List.copyOf(begun);
      begun.clear();
    }
    IOUtils.close(all);
  }

  /** What each of the queries finds, all in the same state of the index. */
  List<List<IndexHit>> search(List<IndexQuery> queries) throws IOException {
    IndexSearcher searcher = searchers.acquire();
    try {
      mergeInQuiet(searcher);
      List<List<IndexHit>> found = new ArrayList<>(queries.size());
      for (IndexQuery query : queries) {
        found.add(new LuceneSearch((LuceneSearcher) searcher, analyzer, query).run(query.vector()));
      }
      return found;
    } finally {
      searchers.release(searcher);
    }
  }

  /** What is near to each of the queries, though no search may see it yet. */
  LuceneNear.Answer near(List<NearQuery> queries) throws IOException {
    LuceneUnseen.Snapshot before = unseen.snapshot();
    IndexSearcher searcher = searchers.acquire();
    try {
      LuceneNear.Answer found = new LuceneNear((LuceneSearcher) searcher, before).find(queries);
      if (failure != null) {
        throw new IOException("the index has failed meanwhile", failure);
      }
      return found;
    } finally {
      searchers.release(searcher);
    }
  }

  /** How many changes no search sees yet. */
  int unseen() {
    return unseen.size();
  }

  /**
   * Every segment is searched by itself, which makes many of them the largest part of a search's
   * cost. So when changes have paused and somebody searches, they become one in the background
   * where a tenth has come in beside the largest, so that the rewriting stays in proportion; else
   * the small ones do.
   */
  private void mergeInQuiet(IndexSearcher searcher) throws IOException {
    List<LeafReaderContext> segments = searcher.getLeafContexts();
    if (!pace.isQuiet() || isMerging.get() || !writer.isOpen()) {
      return;
    }
    if (isWorthMerging(segments, searcher.getIndexReader().maxDoc())) {
      mergeIntoOne();
    } else if (isWorthAsking(segments) && hasRoom(segments)) {
      writer.maybeMerge();
    }
  }

  private boolean isWorthMerging(List<LeafReaderContext> segments, int all) throws IOException {
    int largest = segments.stream().mapToInt(segment -> segment.reader().maxDoc()).max().orElse(0);
    return segments.size() > 1
        && all - largest > all / 10
        && all <= MOST_MERGED_IN_QUIET
        && hasRoom(segments);
  }

  /** Whether {@link LuceneMergePolicy} has something to do in quiet. */
  private static boolean isWorthAsking(List<LeafReaderContext> segments) {
    return LuceneMergePolicy.tail(segments, one -> one.reader().maxDoc(), Integer.MAX_VALUE).size()
        > 1;
  }

  private void mergeIntoOne() throws IOException {
    if (isMerging.compareAndSet(false, true)) {
      try {
        writer.forceMerge(1, false);
      } finally {
        if (merges.mergeThreadCount() == 0) {
          isMerging.set(false);
        }
      }
    }
  }

  /** A merge that fills the disk would take the index down with it. */
  private boolean hasRoom(List<LeafReaderContext> segments) throws IOException {
    long bytes = 0;
    for (LeafReaderContext segment : segments) {
      if (segment.reader() instanceof SegmentReader reader) {
        bytes += reader.getSegmentInfo().sizeInBytes();
      }
    }
    return Files.getFileStore(folder).getUsableSpace() > 3 * bytes;
  }

  private void writing(CatchUp.Work work) throws IOException {
    try {
      work.run();
    } catch (IllegalArgumentException e) {
      // One change is not as it should be; the writer has left it out and goes on.
      throw e;
    } catch (IOException | RuntimeException | Error e) {
      // The writer may have lost what it held in memory even where it does not say so.
      failure = e;
      throw e;
    }
  }

  /** Says that reading has failed for a reason that opening again may mend. */
  void fail(Throwable reason) {
    failure = reason;
  }

  /** Why the index has to be opened again; null while all is well. */
  @Nullable Throwable failure() {
    return failure;
  }

  /** Whether somebody has deleted the folder under the open index. */
  boolean isLost() {
    return !Files.exists(folder.resolve(IndexWriter.WRITE_LOCK_NAME));
  }

  /** Closes without making anything durable. */
  void discard() throws IOException {
    // With the searchers open another search could begin, so they end once more after those.
    Closeable latecomers = this::endAll;
    Closeable changes = writer::rollback;
    try (directory;
        latecomers;
        searchers;
        versions;
        changes) {
      endAll();
    }
  }

  /**
   * Gives every searcher our ranking, and remembers which memories lie in scopes that are asked for
   * again and again. What is remembered belongs to exactly that set of scopes.
   */
  private final class Bm25Searchers extends SearcherFactory {
    private final QueryCachingPolicy often = new UsageTrackingQueryCachingPolicy();
    private final LuceneCaches caches;
    private Map<Object, LuceneSearcher.Segment> segments = Map.of();

    Bm25Searchers(LuceneCaches caches) {
      this.caches = caches;
    }

    @Override
    public synchronized IndexSearcher newSearcher(
        IndexReader reader, @Nullable IndexReader previous) throws IOException {
      LuceneSearcher searcher = new LuceneSearcher(reader, segments, caches);
      segments = searcher.segments();
      searcher.setSimilarity(BM25);
      searcher.setQueryCachingPolicy(often);
      return searcher;
    }
  }

  /** Merges on one thread; what goes wrong there is a failure of the index like any other. */
  private final class Merges extends ConcurrentMergeScheduler {
    private Merges() {
      setMaxMergesAndThreads(6, 1);
    }

    @Override
    protected void doMerge(MergeSource source, MergePolicy.OneMerge merge) throws IOException {
      try {
        super.doMerge(source, merge);
        if (!merge.isAborted()) {
          // Counts as a change: the next search refreshes even if this one is beaten to it.
          applied.incrementAndGet();
          searchers.maybeRefresh();
          // In quiet there may be no change for long whose commit would make it durable.
          if (pace.isQuiet()) {
            makeDurableLater();
          }
        }
      } catch (AlreadyClosedException e) {
        // Closed meanwhile, which is no failure.
        if (!merge.isAborted() && writer.isOpen()) {
          throw e;
        }
      } finally {
        isMerging.set(false);
      }
    }

    /** On an index thread: a commit on a merge's own thread would wait for itself at a close. */
    private void makeDurableLater() throws IOException {
      try {
        var unused = commit.await(Duration.ZERO);
      } catch (IndexUnavailableException e) {
        LOG.log(System.Logger.Level.DEBUG, "the next commit makes the merge durable", e);
      }
    }

    @Override
    protected void handleMergeException(Throwable exception) {
      failure = exception;
      LOG.log(
          System.Logger.Level.WARNING,
          "segments in {0} could not be merged: {1}",
          folder,
          exception);
    }
  }
}
