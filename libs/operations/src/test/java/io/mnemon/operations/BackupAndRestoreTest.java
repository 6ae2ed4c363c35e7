package io.mnemon.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mnemon.embedded.DataFolder;
import io.mnemon.embedded.FolderFormat;
import io.mnemon.embedded.PrivateFiles;
import io.mnemon.operations.PostgresInstallation.Ran;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** One installation that runs all the time, and what its archives are worth. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BackupAndRestoreTest {

  private static final Optional<Path> NO_WAL = Optional.empty();

  private PostgresInstallation installation;
  private Path archive;
  private Path shared;

  @TempDir Path temporary;
  private Path home;

  @BeforeAll
  void startAndBackUp(@TempDir Path folder) throws Exception {
    shared = PostgresInstallation.passable(folder);
    installation = PostgresInstallation.start(shared.resolve("data"), NO_WAL).withRecord();
    installation.add(1);
    Files.createDirectories(installation.root().resolve("objects/a"));
    Files.writeString(installation.root().resolve("objects/a/object"), "An object.");
    Files.createDirectories(installation.root().resolve("index/tenant"));
    Files.writeString(installation.root().resolve("index/tenant/segments_1"), "A projection.");
    archive = shared.resolve("first.mnemon");
    assertThat(installation.run("backup", "--file=" + archive))
        .satisfies(ran -> assertThat(ran.err()).isEmpty())
        .extracting(Ran::exitCode)
        .isEqualTo(0);
  }

  @AfterAll
  void stop() {
    installation.close();
  }

  @BeforeEach
  void makePassable() throws IOException {
    home = PostgresInstallation.passable(temporary);
  }

  private Ran restore(Path target, String... more) {
    var words = new ArrayList<>(List.of("restore"));
    words.addAll(List.of(more));
    return PostgresInstallation.run(target, NO_WAL, words.toArray(String[]::new));
  }

  private static void assertRefused(Ran ran, String... reasons) {
    assertThat(ran.exitCode()).as(ran.out() + ran.err()).isEqualTo(1);
    assertThat(ran.err()).contains(reasons);
    assertThat(ran.err().lines()).hasSize(1);
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void nothingAcknowledgedBeforeTheEndOfABackupIsMissingInIt() throws Exception {
    Queue<Long> acknowledged = new ConcurrentLinkedQueue<>();
    AtomicBoolean stopping = new AtomicBoolean();
    Thread writer =
        Thread.ofPlatform()
            .start(
                () -> {
                  try (var connection = installation.postgres().connect()) {
                    for (long id = 1_000; !stopping.get(); id++) {
                      PostgresInstallation.add(connection, id);
                      acknowledged.add(id);
                    }
                  } catch (SQLException e) {
                    throw new IllegalStateException(e);
                  }
                });
    await().until(() -> acknowledged.size() > 10);
    Path busy = home.resolve("busy.mnemon");
    Ran backup = installation.run("backup", "--file=" + busy);
    // What the backup may have missed was acknowledged after its last look at the log.
    List<Long> promised = new ArrayList<>(acknowledged).subList(0, 10);
    stopping.set(true);
    writer.join();

    Ran restored = restore(home.resolve("data"), "--file=" + busy);

    assertThat(backup.out()).contains("while Mnemon ran", "It holds the keys");
    assertThat(restored.err()).isEmpty();
    assertThat(restored.out()).contains("Restored " + home.resolve("data"), " memories");
    try (var copy = PostgresInstallation.start(home.resolve("data"), NO_WAL)) {
      assertThat(copy.ids()).contains(1L).containsAll(promised);
    }
  }

  @Test
  void anArchiveHoldsWhatIsKeptAndNothingThatIsMade() throws Exception {
    Path target = home.resolve("data");

    Ran restored = restore(target, "--file=" + archive);

    assertThat(restored.out()).contains(": 1 memories.");
    assertThat(target.resolve("objects/a/object")).hasContent("An object.");
    assertThat(target.resolve("index")).doesNotExist();
    assertThat(target.resolve("keys/master"))
        .hasSameTextualContentAs(installation.root().resolve("keys/master"));
    assertThat(mode(target.resolve("keys/master"))).isEqualTo("rw-------");
    assertThat(mode(target.resolve("keys"))).isEqualTo("rwx------");
    assertThat(mode(archive)).isEqualTo("rw-------");
    assertThat(entries(home)).containsExactly("data");
  }

  private static List<String> entries(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aStoppedInstallationIsBackedUpToo() throws Exception {
    Path target = home.resolve("data");
    restore(target, "--file=" + archive);

    Ran backup = PostgresInstallation.run(target, NO_WAL, "backup", "--file=" + home.resolve("b"));

    assertThat(backup.out()).contains("Mnemon was stopped");
    assertThat(installation.run("verify", "--file=" + home.resolve("b")).out())
        .contains("is whole", "keys inside");
  }

  @Test
  void anArchiveThatWasCutIsRefusedBeforeAnythingIsTouched() throws Exception {
    byte[] whole = Files.readAllBytes(archive);
    for (int percent : List.of(0, 1, 50, 99)) {
      Path cut = home.resolve("cut-" + percent);
      Files.write(cut, java.util.Arrays.copyOf(whole, (int) (whole.length * percent / 100L)));

      assertRefused(restore(home.resolve("data"), "--file=" + cut), "cut or damaged");
      assertRefused(restore(home.resolve("data"), "--check", "--file=" + cut), "cut or damaged");
      assertThat(home.resolve("data")).doesNotExist();
    }
    Path short8 = home.resolve("without-checksum");
    Files.write(short8, java.util.Arrays.copyOf(whole, whole.length - 8));
    assertRefused(restore(home.resolve("data"), "--file=" + short8), "is refused");
  }

  @Test
  void aFlippedBitIsFoundWhereverItIs() throws Exception {
    byte[] whole = Files.readAllBytes(archive);
    for (int i = 1; i <= 8; i++) {
      byte[] flipped = whole.clone();
      flipped[(int) (whole.length * (long) i / 9)] ^= 0x10;
      Path damaged = home.resolve("damaged-" + i);
      Files.write(damaged, flipped);

      assertRefused(installation.run("verify", "--file=" + damaged), "The archive " + damaged);
    }
  }

  @Test
  void whatANewerReleaseWroteIsRefused() throws Exception {
    assertRefused(
        restore(home.resolve("data"), "--file=" + rewritten("format: 1", "format: 2")),
        "in format 2",
        "reads up to format 1");
    Ran newer =
        restore(home.resolve("data"), "--file=" + rewritten("mnemon: 0.1.0", "mnemon: 9.1.0"));
    assertRefused(newer, "is refused. ", "was written by Mnemon 9.1.0");
    assertThat(newer.err()).doesNotContain("cut or damaged");
    assertRefused(
        restore(home.resolve("data"), "--file=" + rewritten("postgres: 18", "postgres: 19")),
        "a cluster of Postgres 19");
    assertThat(home.resolve("data")).doesNotExist();
  }

  /** The archive with another text of the same length in its header. */
  private Path rewritten(String text, String other) throws IOException {
    byte[] tar;
    try (var in = new GZIPInputStream(Files.newInputStream(archive))) {
      tar = in.readAllBytes();
    }
    String plain = new String(tar, StandardCharsets.ISO_8859_1);
    int at = plain.indexOf(text);
    assertThat(at).isPositive().isLessThan(4_096);
    System.arraycopy(other.getBytes(StandardCharsets.ISO_8859_1), 0, tar, at, other.length());
    Path file = Files.createTempFile(home, "rewritten", "");
    try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(tar);
    }
    return file;
  }

  @Test
  void aTextThatIsNoArchiveIsRefused() throws Exception {
    Path text = Files.writeString(home.resolve("text"), "Dear diary");

    assertRefused(restore(home.resolve("data"), "--file=" + text), "cut or damaged");
    assertRefused(restore(home.resolve("data"), "--file=" + home.resolve("none")), "no file");
  }

  @Test
  void aFolderInUseIsNotReplaced() {
    assertRefused(
        restore(installation.root(), "--file=" + archive, "--replace"),
        "in use by a running Mnemon");
  }

  @Test
  void aFolderThatHoldsSomethingIsMovedAsideOnRequestOnly() throws Exception {
    Path target = Files.createDirectories(home.resolve("data"));
    Files.writeString(target.resolve("note"), "Mine.");

    assertRefused(restore(target, "--file=" + archive), "is not empty", "--replace");
    Ran replaced = restore(target, "--file=" + archive, "--replace");

    assertThat(replaced.exitCode()).as(replaced.err()).isZero();
    List<String> aside =
        entries(home).stream().filter(name -> name.startsWith("data.before-restore-")).toList();
    assertThat(aside).hasSize(1);
    assertThat(home.resolve(aside.getFirst()).resolve("note")).hasContent("Mine.");
    assertThat(target.resolve("format")).exists();
  }

  @Test
  void objectsThatAreNewerThanTheBackupStayWithTheRecord() throws Exception {
    String tenant = UUID.randomUUID().toString();
    List<String> objects = Stream.generate(UUID::randomUUID).limit(3).map(UUID::toString).toList();
    Path source = home.resolve("source");
    Path stored = source.resolve("objects/archive/" + tenant);
    Path backup = home.resolve("b.mnemon");
    Path wal = home.resolve("wal");
    try (var serving = PostgresInstallation.start(source, Optional.of(wal)).withRecord()) {
      serving.add(1);
      serving.archive(1, tenant, objects.get(0));
      Files.createDirectories(stored);
      Files.writeString(stored.resolve(objects.get(0)), "In the backup.");
      assertThat(serving.run("backup", "--file=" + backup).err()).isEmpty();
      for (int i : List.of(1, 2)) {
        serving.add(i + 1);
        serving.archive(i + 1, tenant, objects.get(i));
      }
      Files.writeString(stored.resolve(objects.get(0)), "Not that of the backup.");
      Files.writeString(stored.resolve(objects.get(1)), "Newer than the backup.");
    }

    Ran replaced =
        PostgresInstallation.run(
            source, Optional.of(wal), "restore", "--file=" + backup, "--to=latest", "--replace");

    assertThat(replaced.err()).isEmpty();
    assertThat(replaced.out())
        .contains(": 3 memories.", "1 objects that the backup lacks were taken along")
        .contains("1 memories have NO content", source.resolve("objects").toString());
    assertThat(stored.resolve(objects.get(0))).hasContent("In the backup.");
    assertThat(stored.resolve(objects.get(1))).hasContent("Newer than the backup.");
    Ran elsewhere = restore(home.resolve("data"), "--file=" + backup);
    assertThat(elsewhere.out()).doesNotContain("taken along").doesNotContain("NO content");
  }

  @Test
  void objectsComeFromAndGoToTheFolderThatIsNamed() throws Exception {
    Path objects = home.resolve("my objects");
    Path moved = home.resolve("their objects");
    Map<String, String> environment = new HashMap<>();
    environment.put("MNEMON_DATA", installation.root().toString());
    environment.put("MNEMON_OBJECT_STORE", "file:" + objects);
    Path file = home.resolve("b.mnemon");

    assertRefused(
        PostgresInstallation.run(environment, "backup", "--file=" + file),
        "MNEMON_OBJECT_STORE names " + objects,
        "Mount that disk");
    assertThat(file).doesNotExist();
    Files.createDirectories(objects.resolve(".drafts"));
    Files.createDirectories(objects.resolve("archive"));
    Files.writeString(objects.resolve("archive/one"), "One.");
    Files.writeString(objects.resolve("archive/two"), "Two.");
    Ran backup = PostgresInstallation.run(environment, "backup", "--file=" + file);
    environment.put("MNEMON_DATA", home.resolve("data").toString());
    environment.put("MNEMON_OBJECT_STORE", moved.toUri().toString());
    Files.createDirectories(moved.resolve("archive"));
    Files.writeString(moved.resolve("archive/one"), "Mine.");
    Ran restored = PostgresInstallation.run(environment, "restore", "--file=" + file);

    assertThat(backup.err()).isEmpty();
    assertThat(backup.out()).doesNotContain("NOT inside");
    assertThat(restored.err()).isEmpty();
    assertThat(restored.out()).contains("added to those in " + moved);
    assertThat(moved.resolve("archive/one")).hasContent("Mine.");
    assertThat(moved.resolve("archive/two")).hasContent("Two.");
    assertThat(home.resolve("data/objects")).doesNotExist();
  }

  @Test
  void aNamedFolderInTheDataFolderIsRestoredThere() {
    Path source = home.resolve("source");
    Map<String, String> environment = new HashMap<>();
    environment.put("MNEMON_DATA", source.toString());
    environment.put("MNEMON_OBJECT_STORE", "file:" + source.resolve("things"));

    Ran restored = PostgresInstallation.run(environment, "restore", "--file=" + archive);

    assertThat(restored.err()).isEmpty();
    assertThat(source.resolve("things/a/object")).hasContent("An object.");
    assertThat(source.resolve("objects")).doesNotExist();
  }

  @Test
  void withoutKeysAnArchiveNeedsThemFromElsewhere() throws Exception {
    Path bare = home.resolve("bare.mnemon");
    installation.run("backup", "--without-keys", "--file=" + bare);
    Path target = home.resolve("data");

    assertRefused(restore(target, "--file=" + bare), "holds no keys", "--keys FOLDER");
    Ran restored =
        restore(target, "--file=" + bare, "--keys=" + installation.root().resolve("keys"));

    assertThat(restored.exitCode()).as(restored.err()).isZero();
    assertThat(target.resolve("keys/master"))
        .hasSameTextualContentAs(installation.root().resolve("keys/master"));
  }

  @Test
  void withAnExternalPostgresNoSecretsOfOneAreNeeded() throws Exception {
    Path source = home.resolve("source");
    try (DataFolder data = DataFolder.open(source)) {
      data.secretFile("master", false);
      data.secretFile("internal", false);
    }
    PrivateFiles.write(source.resolve("format"), FolderFormat.ours().text());
    Map<String, String> environment = new HashMap<>();
    environment.put("MNEMON_POSTGRES_URL", "postgresql://mnemon:secret@db:5432/mnemon");
    environment.put("MNEMON_DATA", source.toString());
    Path file = home.resolve("external.mnemon");
    Ran backup = PostgresInstallation.run(environment, "backup", "--file=" + file);
    environment.put("MNEMON_DATA", home.resolve("data").toString());

    Ran restored = PostgresInstallation.run(environment, "restore", "--file=" + file);

    assertThat(backup.exitCode()).as(backup.err()).isZero();
    assertThat(restored.exitCode()).as(restored.err()).isZero();
    assertThat(home.resolve("data/keys/master"))
        .hasSameTextualContentAs(source.resolve("keys/master"));
  }

  @Test
  void aRecordThatIsElsewhereIsNotMadeAnewForABackup() throws Exception {
    Path source = home.resolve("source");
    DataFolder.open(source).close();
    PrivateFiles.write(source.resolve("format"), FolderFormat.ours().text());

    Ran ran = PostgresInstallation.run(source, NO_WAL, "backup", "--file=" + home.resolve("b"));

    assertRefused(ran, "no embedded record in " + source, "set MNEMON_POSTGRES_URL");
    assertThat(source.resolve("postgres")).doesNotExist();
    assertThat(home.resolve("b")).doesNotExist();
  }

  @Test
  void aBackupIsNotWrittenWhereItWouldBeLostOrOverSomething() {
    assertRefused(installation.run("backup", "--file=" + archive), "exists already");
    assertRefused(
        installation.run("backup", "--file=" + installation.root().resolve("b")),
        "lies in the data folder");
    assertRefused(
        installation.run("backup", "--file=" + home.resolve("no/b")), "There is no folder");
    assertRefused(
        PostgresInstallation.run(home, NO_WAL, "backup", "--file=" + home.resolve("b")),
        "holds no data of Mnemon");
  }

  @Test
  void aCommandThatIsMistypedIsNotGuessed() {
    assertThat(installation.run("restore", "--fiel=x").exitCode()).isEqualTo(2);
    assertThat(installation.run("retsore").exitCode()).isEqualTo(2);
  }
}
