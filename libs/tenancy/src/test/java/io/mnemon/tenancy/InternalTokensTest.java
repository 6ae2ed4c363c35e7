package io.mnemon.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.test.FakeClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InternalTokensTest {
  private static final Duration LIFETIME = Duration.ofMinutes(1);
  private static final String OLD = secret(1);
  private static final String NEW = secret(2);

  private final FakeClock clock = FakeClock.at("2026-01-01T12:00:00Z");
  private final InternalTokens tokens = tokens(OLD);

  @Test
  void aTokenTellsItsCaller() {
    assertThat(tokens.verify(tokens.sign(Callers.full(), "memory"), "memory"))
        .isEqualTo(Callers.full());
    assertThat(tokens.lifetime()).isEqualTo(LIFETIME);
  }

  @Test
  void aTokenIsForOneService() {
    assertRefused(tokens.sign(Callers.user(), "memory"), "governance", "another service");
  }

  @Test
  void aTokenExpires() {
    byte[] token = tokens.sign(Callers.user(), "memory");

    clock.advance(LIFETIME);
    assertThat(tokens.verify(token, "memory")).isEqualTo(Callers.user());
    clock.advance(Duration.ofSeconds(1));

    assertRefused(token, "memory", "expired");
  }

  @Test
  void noByteOfATokenCanBeChanged() {
    byte[] token = tokens.sign(Callers.full(), "memory");

    for (int i = 0; i < token.length; i++) {
      byte[] changed = token.clone();
      changed[i] ^= 1;
      assertThatThrownBy(() -> tokens.verify(changed, "memory"))
          .as("byte %d changed", i)
          .isInstanceOf(ServiceException.class);
    }
  }

  @Test
  void aTokenThatIsCutIsMalformedOrForged() {
    byte[] token = tokens.sign(Callers.user(), "memory");

    for (int length = 0; length < token.length; length++) {
      byte[] cut = Arrays.copyOf(token, length);
      assertThatThrownBy(() -> tokens.verify(cut, "memory"))
          .as("cut to %d bytes", length)
          .isInstanceOf(ServiceException.class);
    }
  }

  @Test
  void aTokenOfAnotherSecretIsRefused() {
    assertRefused(tokens(NEW).sign(Callers.user(), "memory"), "memory", "unknown key");
  }

  @Test
  void aTokenOutlivesMidnight() {
    clock.set(clock.instant().plus(Duration.ofHours(12)).minusSeconds(1));
    byte[] token = tokens.sign(Callers.user(), "memory");

    clock.advance(Duration.ofSeconds(2));

    assertThat(tokens.verify(token, "memory")).isEqualTo(Callers.user());
  }

  @Test
  void theKeysOfOtherDaysAreNotAccepted() {
    InternalTokens longLived = new InternalTokens(List.of(OLD), clock, Duration.ofDays(30));
    byte[] token = longLived.sign(Callers.user(), "memory");

    clock.advance(Duration.ofDays(2));

    assertThatThrownBy(() -> longLived.verify(token, "memory")).hasMessageContaining("unknown key");
  }

  @Test
  void whileASecretIsReplacedBothAreAccepted() {
    InternalTokens replaced = tokens(NEW, OLD);

    assertThat(replaced.verify(tokens.sign(Callers.user(), "memory"), "memory"))
        .isEqualTo(Callers.user());
    assertThat(tokens(NEW).verify(replaced.sign(Callers.user(), "memory"), "memory"))
        .isEqualTo(Callers.user());
  }

  @Test
  void secretsAreReadFromAFile(@TempDir Path folder) throws IOException {
    Path file = secret(folder, "rw-------");

    InternalTokens read = InternalTokens.ofFile(file, clock, LIFETIME);

    assertThat(tokens.verify(read.sign(Callers.user(), "memory"), "memory"))
        .isEqualTo(Callers.user());
  }

  @Test
  void aSecretThatOthersMayReadIsRefused(@TempDir Path folder) throws IOException {
    Path file = secret(folder, "rw-r--r--");

    assertThatThrownBy(() -> InternalTokens.ofFile(file, clock, LIFETIME))
        .hasMessageContaining("others may read or write the secret file " + file);
  }

  private static Path secret(Path folder, String mode) throws IOException {
    Path file = Files.writeString(folder.resolve("internal"), "\n" + OLD + " \n\n" + NEW + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  @Test
  void aMissingOrWrongSecretSaysWhatToDo(@TempDir Path folder) throws IOException {
    Path missing = folder.resolve("missing");
    Path empty = Files.createTempFile(folder, "empty", "");
    String tooShort = Base64.getEncoder().encodeToString(new byte[16]);

    assertThatThrownBy(() -> InternalTokens.ofFile(missing, clock, LIFETIME))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("mnemon.internal.secret-file")
        .hasMessageContaining("32 random bytes");
    assertThatThrownBy(() -> InternalTokens.ofFile(empty, clock, LIFETIME))
        .hasMessageContaining("no root secret");
    assertThatThrownBy(() -> tokens(tooShort)).hasMessageContaining("32 bytes");
  }

  private void assertRefused(byte[] token, String audience, String why) {
    assertThatThrownBy(() -> tokens.verify(token, audience))
        .isInstanceOfSatisfying(
            ServiceException.class,
            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.UNAUTHENTICATED))
        .hasMessageContaining(why);
  }

  private InternalTokens tokens(String... secrets) {
    return new InternalTokens(List.of(secrets), clock, LIFETIME);
  }

  private static String secret(int seed) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) seed);
    return Base64.getEncoder().encodeToString(bytes);
  }
}
