package io.mnemon.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalKeyringTest {
  private static final String OLD = base64(1);
  private static final String NEW = base64(2);
  private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);
  private static final byte[] CONTEXT = "tenant 1".getBytes(UTF_8);

  @TempDir Path folder;

  @Test
  void aWrappedKeyUnwrapsInItsContext() throws IOException {
    LocalKeyring keyring = keyring(OLD);

    byte[] wrapped = keyring.wrap(KEY, CONTEXT);

    assertThat(new String(wrapped, UTF_8)).doesNotContain(new String(KEY, UTF_8));
    assertThat(keyring.unwrap(wrapped, CONTEXT)).isEqualTo(KEY);
    assertThatThrownBy(() -> keyring.unwrap(wrapped, "tenant 2".getBytes(UTF_8)))
        .isInstanceOf(DecryptionFailedException.class);
  }

  @Test
  void noByteOfAWrappedKeyCanBeChanged() throws IOException {
    LocalKeyring keyring = keyring("a:" + OLD, "b:" + OLD);
    byte[] wrapped = keyring.wrap(KEY, CONTEXT);

    for (int i = 0; i < wrapped.length; i++) {
      byte[] changed = wrapped.clone();
      // 'a' and 'b' differ in these bits: even the name of an equal key cannot be exchanged.
      changed[i] ^= 'a' ^ 'b';
      assertThatThrownBy(() -> keyring.unwrap(changed, CONTEXT))
          .as("byte %d", i)
          .isInstanceOf(DecryptionFailedException.class);
    }
    for (int length = 0; length < wrapped.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(wrapped, length);
      assertThatThrownBy(() -> keyring.unwrap(cut, CONTEXT))
          .isInstanceOf(DecryptionFailedException.class);
    }
  }

  @Test
  void theFirstKeyWrapsAndEveryKeyUnwraps() throws IOException {
    byte[] byOld = keyring("old:" + OLD).wrap(KEY, CONTEXT);

    LocalKeyring rotated = keyring("new:" + NEW, "old:" + OLD);

    assertThat(rotated.active()).isEqualTo(new KeyId("new"));
    assertThat(rotated.unwrap(byOld, CONTEXT)).isEqualTo(KEY);
    byte[] byNew = rotated.wrap(KEY, CONTEXT);
    assertThat(keyring("new:" + NEW).unwrap(byNew, CONTEXT)).isEqualTo(KEY);
    assertThatThrownBy(() -> keyring("old:" + OLD).unwrap(byNew, CONTEXT))
        .isInstanceOf(DecryptionFailedException.class)
        .hasMessageContaining("has no key new: put its line back");
  }

  @Test
  void aKeyWithoutAnIdKeepsItsNameWhenItMovesDown() throws IOException {
    byte[] wrapped = keyring(OLD).wrap(KEY, CONTEXT);

    assertThat(keyring(NEW, "", OLD).unwrap(wrapped, CONTEXT)).isEqualTo(KEY);
  }

  @Test
  void aRingThatIsNotThereIsMadeOnceForItsOwnerOnly() throws IOException {
    Path file = folder.resolve("keys/ring");
    byte[] wrapped = LocalKeyring.openOrCreate(file).wrap(KEY, CONTEXT);

    assertThat(LocalKeyring.openOrCreate(file).unwrap(wrapped, CONTEXT)).isEqualTo(KEY);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (var files = Files.list(folder.resolve("keys"))) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void ofManyThatMakeTheRingAtOnceAllGetTheSameOne() throws Exception {
    Path file = folder.resolve("ring");
    var together = new CyclicBarrier(8);
    Set<KeyId> active = new HashSet<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<KeyId>> starts =
          IntStream.range(0, 8)
              .mapToObj(
                  i ->
                      threads.submit(
                          () -> {
                            together.await();
                            return LocalKeyring.openOrCreate(file).active();
                          }))
              .toList();
      for (Future<KeyId> start : starts) {
        active.add(start.get());
      }
    }

    assertThat(active).hasSize(1);
  }

  @Test
  void aRingThatOthersMayReadIsRefused() throws IOException {
    Path file = write(OLD);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(() -> LocalKeyring.open(file))
        .hasMessageContaining("others may read or write the secret file")
        .hasMessageContaining("chmod 600");
  }

  @Test
  void aRingThatItsGroupMayReadIsOpened() throws IOException {
    Path file = write(OLD);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r-----"));

    assertThat(LocalKeyring.open(file).active()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"AAAA", "not base64!", "id with blanks:AAAA", ":", "name:", "AAAA:AAAA"})
  void aLineThatIsNoKeyIsNamed(String line) throws IOException {
    Path file = write(OLD, line);

    assertThatThrownBy(() -> LocalKeyring.open(file))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("line 2 of the keyring")
        .hasMessageNotContaining(OLD);
  }

  @Test
  void twoKeysOfOneNameAreRefused() throws IOException {
    Path file = write("same:" + OLD, "same:" + NEW);

    assertThatThrownBy(() -> LocalKeyring.open(file)).hasMessageContaining("no other line has");
  }

  @Test
  void anEmptyRingIsRefused() throws IOException {
    Path file = write("");

    assertThatThrownBy(() -> LocalKeyring.open(file)).hasMessageContaining("is empty");
  }

  @Test
  void aRingThatCannotBeReadIsNamed() {
    Path file = folder.resolve("nowhere");

    assertThatThrownBy(() -> LocalKeyring.open(file))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(file.toString());
  }

  private LocalKeyring keyring(String... lines) throws IOException {
    return LocalKeyring.open(write(lines));
  }

  private Path write(String... lines) throws IOException {
    Path file = Files.createTempFile(folder, "ring", "");
    Files.write(file, List.of(lines));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }

  private static String base64(long seed) {
    byte[] key = new byte[32];
    new Random(seed).nextBytes(key);
    return Base64.getEncoder().encodeToString(key);
  }
}
