package io.mnemon.index;

import static io.mnemon.index.Memories.memory;
import static io.mnemon.index.Memories.search;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexOutput;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Restarts, crashes, damaged files, full disks and second writers. */
class LuceneIndexBadDaysTest {
  private static final UUID TENANT = UUID.randomUUID();

  /** About ten changes. */
  private static final long BOUND = 6_000;

  @TempDir private Path temporary;
  private Path folder;
  private LuceneIndex index;
  private final AtomicBoolean isDiskFull = new AtomicBoolean();
  private final AtomicBoolean isDiskSlow = new AtomicBoolean();

  @BeforeEach
  void open() {
    folder = temporary.resolve("index");
    index = open(folder);
  }

  private LuceneIndex open(Path at) {
    return new LuceneIndex(
        Memories.settings(at),
        path -> new LuceneSmallSegments(new FillableDirectory(FSDirectory.open(path))));
  }

  /** Goes on with an index that needs the disk for each search after a change. */
  private void reopenWithoutMemory(Duration refreshPatience) {
    index.close();
    index =
        new LuceneIndex(
            LuceneSettings.in(folder).withRefreshPatience(refreshPatience),
            path -> new FillableDirectory(FSDirectory.open(path)));
  }

  /** A directory on a disk that can be full or stand still. */
  private final class FillableDirectory extends FilterDirectory {
    private FillableDirectory(FSDirectory in) {
      super(in);
    }

    private void check() throws IOException {
      if (isDiskFull.get()) {
        throw new IOException("No space left on device");
      }
      await().until(() -> !isDiskSlow.get());
    }

    @Override
    public IndexOutput createOutput(String name, IOContext context) throws IOException {
      check();
      return super.createOutput(name, context);
    }

    @Override
    public IndexOutput createTempOutput(String prefix, String suffix, IOContext context)
        throws IOException {
      check();
      return super.createTempOutput(prefix, suffix, context);
    }

    @Override
    public void sync(java.util.Collection<String> names) throws IOException {
      check();
      super.sync(names);
    }
  }

  @AfterEach
  void close() {
    isDiskFull.set(false);
    index.close();
  }

  private UUID put(String text) {
    IndexDocument document = memory(text).document();
    index.apply(TENANT, List.of(new IndexChange.Put(document)));
    return document.id();
  }

  private Set<UUID> found(String words) {
    return HybridIndexContract.found(index, TENANT, search(words).wordsOnly());
  }

  private void reopen() {
    index.close();
    index = open(folder);
  }

  private Path tenantFolder() {
    return folder.resolve(TENANT.toString());
  }

  @Test
  void warmingUpLeavesNothingBehind() throws IOException {
    try (LuceneIndex warm = new LuceneIndex(Memories.settings(temporary.resolve("warm")))) {
      warm.warmUp();

      assertThat(warm.isComplete(new UUID(0, 0))).isFalse();
    }
  }

  @Test
  void everythingIsThereAfterARestart() {
    UUID tea = put("green tea");
    UUID gone = put("black tea");
    assertThat(index.markComplete(TENANT, index.incarnation(TENANT))).isTrue();
    index.apply(TENANT, List.of(new IndexChange.Remove(gone, 2)));

    reopen();
    index.apply(TENANT, List.of(memory("black tea").id(gone).put()));

    assertThat(index.isComplete(TENANT)).isTrue();
    assertThat(found("tea")).containsExactly(tea);
  }

  @Test
  void whatWasFlushedIsThereAfterACrash() throws IOException {
    UUID tea = put("green tea");
    assertThat(index.markComplete(TENANT, index.incarnation(TENANT))).isTrue();
    UUID flushed = put("black tea");
    index.flush(TENANT);
    UUID late = put("late tea");
    assertThat(found("tea")).containsExactlyInAnyOrder(tea, flushed, late);

    crash();

    assertThat(index.isComplete(TENANT)).isTrue();
    assertThat(found("tea")).containsExactlyInAnyOrder(tea, flushed);
  }

  @Test
  void indexThatWasNotCompleteIsNotCompleteAfterACrash() throws IOException {
    UUID tea = put("green tea");
    index.flush(TENANT);

    crash();

    assertThat(index.isComplete(TENANT)).isFalse();
    assertThat(found("tea")).containsExactly(tea);
  }

  /** Goes on with a copy of the files as they are now, without the first index being closed. */
  private void crash() throws IOException {
    Path copy = temporary.resolve("copy");
    copy(folder, copy);
    index.close();
    folder = copy;
    index = open(copy);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectories(to.resolve(from.relativize(each)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path each, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(each, to.resolve(from.relativize(each)));
            return FileVisitResult.CONTINUE;
          }
        });
  }

  @RepeatedTest(10)
  void damagedFileMakesTheIndexNewAndIncomplete() throws IOException {
    long seed = RandomGenerator.getDefault().nextLong();
    System.out.println("seed " + seed);
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    for (int i = 0; i < 20; i++) {
      put("green tea " + i);
    }
    assertThat(index.markComplete(TENANT, index.incarnation(TENANT))).isTrue();
    index.close();
    damageOneFile(random);

    index = open(folder);

    assertThat(index.isComplete(TENANT)).isFalse();
    assertThat(found("tea")).isEmpty();
    UUID tea = put("green tea");
    assertThat(found("tea")).containsExactly(tea);
    assertThat(Files.list(folder).map(path -> path.getFileName().toString()))
        .containsExactlyInAnyOrder(TENANT.toString(), ".lock");
  }

  private void damageOneFile(RandomGenerator random) throws IOException {
    List<Path> files;
    try (var all = Files.list(tenantFolder())) {
      files = all.filter(path -> !path.endsWith("write.lock")).sorted().toList();
    }
    Path victim = files.get(random.nextInt(files.size()));
    long size = Files.size(victim);
    switch (random.nextInt(3)) {
      case 0 -> Files.delete(victim);
      case 1 -> {
        try (RandomAccessFile file = new RandomAccessFile(victim.toFile(), "rw")) {
          file.setLength(random.nextLong(size));
        }
      }
      default -> {
        try (RandomAccessFile file = new RandomAccessFile(victim.toFile(), "rw")) {
          long at = random.nextLong(size);
          file.seek(at);
          int before = file.read();
          file.seek(at);
          file.write(before ^ (1 << random.nextInt(8)));
        }
      }
    }
    System.out.println("damaged " + victim.getFileName());
  }

  @Test
  void indexOfAnotherFormatIsBuiltAnew() throws IOException {
    put("green tea");
    assertThat(index.markComplete(TENANT, index.incarnation(TENANT))).isTrue();
    index.close();
    try (var directory = FSDirectory.open(tenantFolder());
        var writer =
            new org.apache.lucene.index.IndexWriter(
                directory, new org.apache.lucene.index.IndexWriterConfig())) {
      writer.setLiveCommitData(java.util.Map.of("format", "0", "complete", "true").entrySet());
    }

    index = open(folder);

    assertThat(index.isComplete(TENANT)).isFalse();
    assertThat(found("tea")).isEmpty();
  }

  @Test
  void tenantFolderDeletedWhileOpenIsNoticed() throws IOException {
    put("green tea");
    assertThat(index.markComplete(TENANT, index.incarnation(TENANT))).isTrue();

    delete(tenantFolder());

    assertThat(index.isComplete(TENANT)).isFalse();
    UUID tea = put("black tea");
    assertThat(found("tea")).contains(tea);
    index.flush(TENANT);
  }

  @Test
  void anIndexThatTookThePlaceOfTheOneThatWasFilledIsNotComplete() throws IOException {
    put("green tea");
    UUID filled = index.incarnation(TENANT);
    reopen();
    assertThat(index.incarnation(TENANT)).isEqualTo(filled);

    delete(tenantFolder());

    assertThat(index.markComplete(TENANT, filled)).isFalse();
    assertThat(index.isComplete(TENANT)).isFalse();
  }

  @Test
  void wholeFolderDeletedWhileOpenIsMadeAgain() throws IOException {
    put("green tea");
    assertThat(index.markComplete(TENANT, index.incarnation(TENANT))).isTrue();

    delete(folder);

    assertThat(index.isAvailable()).isTrue();
    assertThat(index.isComplete(TENANT)).isFalse();
    UUID tea = put("black tea");
    index.flush(TENANT);
    assertThat(found("tea")).containsExactly(tea);
    assertThatThrownBy(() -> open(folder)).isInstanceOf(IllegalStateException.class);
  }

  private static void delete(Path path) throws IOException {
    try (var all = Files.walk(path)) {
      for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  @Test
  void secondWriterIsRefusedWithASentence() {
    assertThatThrownBy(() -> open(folder))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("in use by another running Mnemon")
        .hasMessageContaining(folder.toString());

    UUID tea = put("green tea");
    assertThat(found("tea")).containsExactly(tea);
  }

  @Test
  void lockLeftBehindByAProcessThatDiedIsTaken() throws IOException {
    Path left = temporary.resolve("left");
    Files.createDirectories(left);
    Files.createFile(left.resolve(".lock"));

    try (LuceneIndex second = open(left)) {
      assertThat(second.isAvailable()).isTrue();
    }
  }

  @Test
  void folderThatIsAFileIsRefusedWithASentence() throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));

    assertThatThrownBy(() -> open(file))
        .isInstanceOf(IndexUnavailableException.class)
        .hasMessageContaining("must be a folder");
  }

  @Test
  void fullDiskIsRefusedAndNothingAppliedIsLost() {
    UUID before = put("green tea");
    assertThat(index.markComplete(TENANT, index.incarnation(TENANT))).isTrue();
    UUID unflushed = put("black tea");
    isDiskFull.set(true);

    assertThatThrownBy(() -> index.flush(TENANT)).isInstanceOf(IndexUnavailableException.class);
    @Nullable UUID during = putIfPossible("white tea");
    isDiskFull.set(false);

    assertThat(index.isComplete(TENANT)).isTrue();
    assertThat(found("tea")).contains(before, unflushed);
    if (during != null) {
      assertThat(found("tea")).contains(during);
    }
    index.flush(TENANT);
    reopen();
    assertThat(found("tea")).contains(before, unflushed);
  }

  private @Nullable UUID putIfPossible(String text) {
    try {
      return put(text);
    } catch (IndexUnavailableException e) {
      return null;
    }
  }

  @Test
  void searchOnAFullDiskFindsWhatWasThereAndSaysSo() {
    reopenWithoutMemory(Duration.ofSeconds(30));
    UUID before = put("green tea");
    assertThat(found("tea")).containsExactly(before);
    put("black tea");
    isDiskFull.set(true);

    IndexAnswer answer = index.search(TENANT, search("tea").query());

    assertThat(answer.caughtUp()).isFalse();
    assertThat(answer.hits()).extracting(IndexHit::id).containsExactly(before);
    isDiskFull.set(false);
    assertThat(found("tea")).hasSize(2);
  }

  @Test
  void searchThatCannotWaitForTheChangesSaysSo() {
    reopenWithoutMemory(Duration.ofMillis(1));
    put("green tea");
    isDiskSlow.set(true);

    IndexAnswer answer = index.search(TENANT, search("tea").query());

    isDiskSlow.set(false);
    assertThat(answer.caughtUp()).isFalse();
    assertThat(answer.hits()).isEmpty();
    await().until(() -> index.search(TENANT, search("tea").query()), IndexAnswer::caughtUp);
    assertThat(found("tea")).hasSize(1);
  }

  @Test
  void interruptedCallerDoesNotBreakTheIndex() throws Exception {
    Thread caller =
        Thread.ofVirtual()
            .start(
                () -> {
                  Thread.currentThread().interrupt();
                  assertThatThrownBy(() -> put("green tea"))
                      .isInstanceOf(IndexUnavailableException.class);
                  assertThat(Thread.currentThread().isInterrupted()).isTrue();
                });
    caller.join();

    UUID tea = put("black tea");
    index.flush(TENANT);
    assertThat(found("tea")).contains(tea);
  }

  @Test
  void manyChangesBecomeDurableWithoutBeingAsked() throws IOException {
    for (int i = 0; i < 21; i++) {
      index.apply(TENANT, hundred());
    }

    crash();

    assertThat(
            index.search(TENANT, search("tea").wordsOnly().depth(5000).query()).hits().stream()
                .map(IndexHit::id)
                .collect(Collectors.toSet()))
        .hasSize(2000);
  }

  private static List<IndexChange> hundred() {
    return IntStream.range(0, 100).mapToObj(i -> memory("tea " + i).vector(null).put()).toList();
  }

  @Test
  void changesAreRefusedBeforeAFullDiskFillsTheMemory() {
    isDiskFull.set(true);
    for (int i = 0; i < 20; i++) {
      index.apply(TENANT, hundred());
    }

    assertThatThrownBy(() -> index.apply(TENANT, hundred()))
        .isInstanceOf(IndexUnavailableException.class)
        .hasMessageContaining("No space left on device");

    isDiskFull.set(false);
    UUID tea = put("fresh");
    assertThat(found("fresh")).containsExactly(tea);
  }

  @Test
  void closedIndexSaysSo() {
    index.close();

    assertThat(index.isAvailable()).isFalse();
    assertThatThrownBy(() -> put("tea"))
        .isInstanceOf(IndexUnavailableException.class)
        .hasMessageContaining("closed");
    index = open(folder);
    assertThat(Objects.requireNonNull(index).isAvailable()).isTrue();
  }

  @Test
  void anIndexWithTooMuchToDoIsAvailable() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    LuceneIndex busy =
        new LuceneIndex(
            ofOneThread(temporary.resolve("busy")),
            path -> {
              asked.countDown();
              awaitUninterruptibly(go);
              return FSDirectory.open(path);
            });
    try (busy;
        var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        Future<Boolean> first = callers.submit(() -> busy.isComplete(UUID.randomUUID()));
        asked.await();
        Future<Boolean> second = callers.submit(() -> busy.isComplete(UUID.randomUUID()));
        Future<Boolean> third = callers.submit(() -> busy.isComplete(UUID.randomUUID()));
        await().until(() -> second.isDone() || third.isDone());
        assertThat(List.of(first, second, third))
            .extracting(Future::state)
            .containsOnlyOnce(Future.State.FAILED);

        assertThat(busy.isAvailable()).isTrue();
      } finally {
        go.countDown();
      }
    }
  }

  @Test
  void anIndexWhoseDiskTakesNothingSaysSoAndIsAvailable() throws IOException {
    assertThat(index.isWritable()).isTrue();
    // Nobody can write a file where a folder is, not even root.
    Files.createDirectories(folder.resolve(".probe").resolve("full"));

    assertThat(index.isWritable()).isFalse();
    assertThat(index.isAvailable()).isTrue();
  }

  private static LuceneSettings ofOneThread(Path at) {
    LuceneSettings usual = Memories.settings(at);
    return new LuceneSettings(
        at,
        usual.openTenants(),
        1,
        1,
        usual.bufferMebibytes(),
        usual.uncommittedChanges(),
        usual.undurableBytes(),
        usual.cachedMebibytes(),
        usual.refreshPatience(),
        usual.patience());
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** An index that holds few changes in memory, of tenants whose disk may be full. */
  private LuceneIndex bounded(Set<UUID> onThisDisk) {
    return new LuceneIndex(
        Memories.settings(temporary.resolve("bounded")).withUndurableBytes(BOUND),
        path ->
            onThisDisk.contains(UUID.fromString(path.getFileName().toString()))
                ? new FillableDirectory(FSDirectory.open(path))
                : FSDirectory.open(path));
  }

  private static List<UUID> tenants(int count) {
    return Stream.generate(UUID::randomUUID).limit(count).toList();
  }

  private static void putTea(LuceneIndex index, UUID tenant) {
    index.apply(tenant, List.of(memory("tea of " + tenant).put()));
  }

  private static Set<UUID> tea(LuceneIndex index, UUID tenant) {
    return HybridIndexContract.found(index, tenant, search("tea").wordsOnly());
  }

  @Test
  void whatManyTenantsHaveNotMadeDurableIsBounded() {
    List<UUID> tenants = tenants(50);
    try (LuceneIndex index = bounded(Set.of())) {
      List<Long> held = new ArrayList<>();
      for (UUID tenant : tenants) {
        putTea(index, tenant);
        held.add(index.undurableBytes());
      }

      assertThat(held)
          .allSatisfy(bytes -> assertThat(bytes).isLessThan(BOUND + 1_000))
          .anySatisfy(bytes -> assertThat(bytes).isGreaterThan(BOUND));
      assertThat(tenants).allSatisfy(tenant -> assertThat(tea(index, tenant)).hasSize(1));
    }
  }

  @Test
  void oneTenantHasAQuarterOfWhatIsNotDurable() {
    try (LuceneIndex index = bounded(Set.of())) {
      for (int i = 0; i < 50; i++) {
        putTea(index, TENANT);

        assertThat(index.undurableBytes()).isLessThan(BOUND / 4 + 1_000);
      }
    }
  }

  @Test
  void aTenantWhoseFilesFailHoldsUpNobodyElse() {
    try (LuceneIndex index = bounded(Set.of(TENANT))) {
      putTea(index, TENANT);
      putTea(index, TENANT);
      long ofTenant = index.undurableBytes();
      isDiskFull.set(true);

      for (UUID other : tenants(50)) {
        putTea(index, other);
        assertThat(index.undurableBytes()).isBetween(ofTenant, BOUND + 1_000);
      }

      isDiskFull.set(false);
      index.flush(TENANT);
      assertThat(tea(index, TENANT)).hasSize(2);
    }
  }

  @Test
  void whileNoDiskTakesChangesNoMoreAreHeldThanAllowed() {
    List<UUID> tenants = tenants(50);
    try (LuceneIndex index = bounded(Set.copyOf(tenants))) {
      for (int i = 0; index.undurableBytes() <= BOUND; i++) {
        putTea(index, tenants.get(i));
      }
      long held = index.undurableBytes();
      UUID next = tenants.getLast();
      isDiskFull.set(true);

      assertThatThrownBy(() -> putTea(index, next))
          .isInstanceOf(IndexUnavailableException.class)
          .hasMessageContaining("too many changes wait until the disk takes them");
      assertThat(index.undurableBytes()).isEqualTo(held);

      isDiskFull.set(false);
      index.flush(tenants.getFirst());
      putTea(index, next);
      assertThat(tea(index, next)).hasSize(1);
    }
  }

  @Test
  void whoMakesRoomBringsNoTenantBack() {
    List<UUID> tenants = tenants(50);
    try (LuceneIndex index = bounded(Set.copyOf(tenants))) {
      UUID gone = tenants.getLast();
      putTea(index, gone);
      index.drop(gone);
      for (int i = 0; index.undurableBytes() <= BOUND; i++) {
        putTea(index, tenants.get(i));
      }
      isDiskFull.set(true);

      assertThatThrownBy(() -> putTea(index, TENANT)).isInstanceOf(IndexUnavailableException.class);
      assertThat(temporary.resolve("bounded").resolve(gone.toString())).doesNotExist();
    }
  }
}
