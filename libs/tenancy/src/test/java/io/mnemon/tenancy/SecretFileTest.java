package io.mnemon.tenancy;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretFileTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"r--------", "rw-------", "r--r-----", "rw-r-----"})
  void whatTheOwnerAndTheGroupMayReadIsPrivate(String mode) throws IOException {
    Path file = file(mode);

    assertThatCode(() -> SecretFile.requirePrivate(file)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r--r--", "r--r--r--", "rw-rw----", "rw-----w-", "rwx------"})
  void whatOthersMayReadOrWriteIsRefused(String mode) throws IOException {
    Path file = file(mode);

    assertThatThrownBy(() -> SecretFile.requirePrivate(file))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("others may read or write the secret file " + file)
        .hasMessageContaining("chmod 600 " + file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r--r--", "r--r--r--"})
  void whatAnOrchestratorMountsReadOnlyIsTakenAsItIs(String mode) throws IOException {
    Path file = file(mode);

    assertThatCode(() -> SecretFile.requirePrivate(file, mounted -> true))
        .doesNotThrowAnyException();
  }

  @Test
  void aLinkIsJudgedByWhatItLeadsTo() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), file("rw-------"));

    assertThatCode(() -> SecretFile.requirePrivate(link)).doesNotThrowAnyException();
  }

  private Path file(String mode) throws IOException {
    Path file = Files.createFile(folder.resolve("secret"));
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }
}
