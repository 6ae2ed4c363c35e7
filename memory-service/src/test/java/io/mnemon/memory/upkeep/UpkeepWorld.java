package io.mnemon.memory.upkeep;

import io.mnemon.index.HybridIndex;
import io.mnemon.index.IndexHit;
import io.mnemon.index.IndexQuery;
import io.mnemon.index.LuceneIndex;
import io.mnemon.index.LuceneSettings;
import io.mnemon.inference.EmbedderUnavailableException;
import io.mnemon.inference.Embedding;
import io.mnemon.inference.HeapEmbedder;
import io.mnemon.memory.HeapMemoryReader;
import io.mnemon.memory.MemoryBuilder;
import io.mnemon.memory.recall.BlindTerms;
import io.mnemon.memory.record.AfterCommit.Committed;
import io.mnemon.memory.record.Memory;
import io.mnemon.tenancy.ScopeKey;
import io.mnemon.tenancy.TenantScope;
import io.mnemon.test.FakeClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A record on the heap, a real index on disk, and the upkeep between them. */
final class UpkeepWorld implements AutoCloseable {
  static final UUID TENANT = new UUID(1, 1);
  static final UpkeepLimits LIMITS =
      new UpkeepLimits(
          Duration.ofMillis(10),
          8,
          10,
          4,
          1,
          2,
          Duration.ofSeconds(5),
          Duration.ofMillis(10),
          Duration.ofSeconds(10));

  final FakeClock clock;
  final HeapMemoryReader memories;
  final HeapEmbedder embedder;
  final HeapBacklog backlog;
  final Path folder;
  final FaultyIndex index;
  final Rebuild rebuild;
  final IndexFeed feed;
  final IndexRelay relay;
  final Set<UUID> left = new HashSet<>();
  final BlindTerms blindTerms = new BlindTerms(UpkeepWorld::hash);

  UpkeepWorld(Path folder) {
    this(
        folder,
        FakeClock.at(MemoryBuilder.EVENT_TIME),
        Optional.empty(),
        new HeapEmbedder(32),
        new HeapBacklog());
  }

  private UpkeepWorld(
      Path folder,
      FakeClock clock,
      Optional<HeapMemoryReader> memories,
      HeapEmbedder embedder,
      HeapBacklog backlog) {
    this.folder = folder;
    this.clock = clock;
    this.memories = memories.orElseGet(() -> new HeapMemoryReader(clock));
    this.embedder = embedder;
    this.backlog = backlog;
    HybridIndex lucene = new LuceneIndex(LuceneSettings.in(folder));
    index = new FaultyIndex(lucene);
    rebuild = new Rebuild(this.memories, index, blindTerms, clock, LIMITS);
    feed = new IndexFeed(this.memories, index, blindTerms, rebuild, backlog::done, LIMITS);
    relay =
        new IndexRelay(
            this.memories, this.memories, index, embedder, blindTerms, rebuild, left::contains);
    backlog.carryTo(relay);
  }

  /**
   * The world after a crash at this moment: the index has what the disk has, the record and its
   * outbox have everything.
   */
  UpkeepWorld crash(Path to) {
    copy(folder, to);
    close();
    return new UpkeepWorld(to, clock, Optional.of(memories), embedder, backlog);
  }

  /** The world with a new, empty index. */
  UpkeepWorld loseIndex(Path to) {
    close();
    return new UpkeepWorld(to, clock, Optional.of(memories), embedder, backlog);
  }

  /** Commits a memory, with its vector if the model is up, and tells the feed. */
  Memory commit(MemoryBuilder builder) {
    Memory memory = builder.build();
    long row = keep(memory);
    feed.committed(
        TENANT,
        List.of(new Committed(memories.stored(system(), Set.of(memory.id())).getFirst(), row)));
    return memory;
  }

  /** Commits a memory of which no request tells the feed. */
  long keep(Memory memory) {
    memories.put(memory, vector(memory));
    return backlog.append(TENANT, memory.id(), memory.version());
  }

  void delete(Memory memory) {
    var gone = memories.delete(memory.id());
    long row = backlog.append(TENANT, memory.id(), gone.version());
    feed.committed(TENANT, List.of(new Committed(gone, row)));
  }

  /** Lets the relay take everything that is waiting. */
  void relayAll() {
    backlog.takeOver();
    backlog.relay();
  }

  /** The memories that the index finds by words. */
  List<UUID> findByWords(String text) {
    return find(text, null);
  }

  /** The memories that the index finds near a text. */
  List<UUID> findByMeaning(String text) {
    return find(null, embedder.embedQuery(text));
  }

  private List<UUID> find(@Nullable String words, @Nullable Embedding vector) {
    return index
        .search(
            TENANT,
            new IndexQuery(
                Set.of(ScopeKey.ofCompany().id()),
                Set.of(),
                Set.of(),
                Set.of(),
                words,
                Set.of(),
                vector,
                clock.instant(),
                clock.instant(),
                1_000))
        .hits()
        .stream()
        .map(IndexHit::id)
        .toList();
  }

  private Optional<Embedding> vector(Memory memory) {
    try {
      return Optional.of(embedder.embedQuery(memory.attributes().content()));
    } catch (EmbedderUnavailableException e) {
      return Optional.empty();
    }
  }

  private static TenantScope system() {
    return TenantScope.system(TENANT, "test");
  }

  private static byte[] hash(UUID tenant, String term) {
    byte[] bytes = new byte[32];
    new Random(31L * tenant.hashCode() + term.hashCode()).nextBytes(bytes);
    return bytes;
  }

  private static void copy(Path from, Path to) {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : paths.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    rebuild.close();
    index.close();
  }
}
