package io.mnemon.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {

  @TempDir Path home;

  private static String mode(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void onlyItsOwnerReadsIt() throws Exception {
    try (var data = DataFolder.open(home.resolve("new/data"))) {
      assertThat(mode(data.root())).isIn("rwx------", "rwx--x--x");
      assertThat(mode(data.root().resolve("keys"))).isEqualTo("rwx------");
      assertThat(mode(data.folder("index"))).isEqualTo("rwx------");
      assertThat(mode(data.secretFile("internal", false))).isEqualTo("rw-------");
    }
  }

  @Test
  void whatAVolumesGroupWasLetIntoIsClosedAgain() throws Exception {
    Path master;
    try (var data = DataFolder.open(home)) {
      master = data.secretFile("master", false);
    }
    Files.setPosixFilePermissions(master, PosixFilePermissions.fromString("rw-rw----"));
    Files.setPosixFilePermissions(
        home.resolve("keys"), PosixFilePermissions.fromString("rwxrwx---"));

    try (var data = DataFolder.open(home)) {
      assertThat(mode(data.key("master"))).isEqualTo("rw-------");
      assertThat(mode(home.resolve("keys"))).isEqualTo("rwx------");
    }
  }

  @Test
  void theRootOfAVolumeThatBelongsToAnotherIsUsedAsItIs() throws Exception {
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxrwx---"));

    try (var data = DataFolder.open(home, path -> !path.equals(home))) {
      assertThat(mode(home)).isEqualTo("rwxrwx---");
      assertThat(mode(data.secretFile("master", false))).isEqualTo("rw-------");
    }
  }

  @Test
  void aSecretIsMadeOnceAndKept() throws Exception {
    Path master;
    String redis;
    String text;
    try (var data = DataFolder.open(home)) {
      master = data.secretFile("master", false);
      text = Files.readString(master);
      redis = data.secret("redis");
    }

    try (var data = DataFolder.open(home)) {
      assertThat(Base64.getDecoder().decode(text.strip())).hasSize(32);
      assertThat(redis).matches("[A-Za-z0-9_-]{43}");
      assertThat(data.secretFile("master", false)).isEqualTo(master).hasContent(text.strip());
      assertThat(data.secret("redis")).isEqualTo(redis);
      assertThat(data.secret("postgres")).isNotEqualTo(redis);
    }
  }

  @Test
  void aSecondStartIsRefusedAndToldWhoIsThere() {
    try (var data = DataFolder.open(home)) {
      assertThatThrownBy(() -> DataFolder.open(data.root()))
          .isInstanceOf(CannotStart.class)
          .hasMessageContaining("in use by another Mnemon")
          .hasMessageContaining("process " + ProcessHandle.current().pid())
          .hasMessageContaining("MNEMON_DATA");
    }
  }

  @Test
  void filesOfADeadProcessRefuseNothing() throws Exception {
    Files.writeString(home.resolve("lock"), "");
    Files.writeString(home.resolve("pid"), ProcessHandle.current().pid() + "\n");

    try (var data = DataFolder.open(home)) {
      assertThat(data.root()).isEqualTo(home);
    }
  }

  @Test
  void anUnwritablePlaceIsExplained() throws Exception {
    Path file = Files.writeString(home.resolve("file"), "");

    assertThatThrownBy(() -> DataFolder.open(file.resolve("data")))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("cannot be written")
        .hasMessageContaining("set MNEMON_DATA to another folder");
  }

  @Test
  void anEmptiedSecretIsNotReplacedSilently() throws Exception {
    try (var data = DataFolder.open(home)) {
      Files.writeString(data.secretFile("redis", true), "\n");

      assertThatThrownBy(() -> data.secret("redis"))
          .isInstanceOf(CannotStart.class)
          .hasMessageContaining("Restore it from a backup");
    }
  }
}
