package io.mnemon.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.mnemon.crypto.DataKeys;
import io.mnemon.crypto.LocalKeyring;
import io.mnemon.memory.record.PostgresDataKeys;
import io.mnemon.memory.record.PostgresKeyringCheck;
import io.mnemon.storage.ControlSession;
import io.mnemon.storage.PostgresSession;
import io.mnemon.tenancy.InternalTokens;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A keyring that is not the one of the database is noticed before anything is written under it. */
@QuarkusTest
@QuarkusTestResource(GovernanceStandIn.class)
class KeyringCheckTest {
  @Inject InternalTokens tokens;
  @Inject MemoryConfig config;
  @Inject @MemoryParts PostgresSession session;
  @Inject @MemoryParts ControlSession jobs;

  @TempDir Path folder;

  @BeforeEach
  void keepSomething() {
    ManagedChannel channel = Services.connect();
    try {
      new Client(channel, tokens, Client.user(UUID.randomUUID(), "alice")).remember("green tea");
    } finally {
      channel.shutdownNow();
    }
  }

  private PostgresKeyringCheck check(Path file) {
    return new PostgresKeyringCheck(
        jobs,
        new DataKeys(
            LocalKeyring.openOrCreate(file),
            new PostgresDataKeys(session),
            InstantSource.system(),
            10,
            Duration.ofMinutes(1)));
  }

  private String ownKey() {
    return LocalKeyring.open(config.crypto().keyringFile()).active().value();
  }

  @Test
  void theRingThatWrappedTheKeysOpensThem() {
    Path own = config.crypto().keyringFile();

    assertThat(check(own).lost()).isEmpty();
    assertThatCode(() -> StoresWiring.insistOnKeyring(check(own), own)).doesNotThrowAnyException();
  }

  @Test
  void aNewRingStopsTheStartAndSaysWhatToDo() {
    Path other = folder.resolve("master");

    assertThat(check(other).lost()).containsExactly(ownKey());
    assertThatThrownBy(() -> StoresWiring.insistOnKeyring(check(other), other))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("Mnemon cannot start. ")
        .hasMessageContainingAll(other.toString(), ownKey(), "MNEMON_DATA", "MNEMON_SECRETS")
        .hasNoCause();
  }

  @Test
  void aRingWhoseLineOfThisNameIsAnotherKeyIsAsWrong() throws IOException {
    Path other = folder.resolve("master");
    LocalKeyring.openOrCreate(other);
    Files.writeString(other, ownKey() + ":" + Files.readString(other));

    assertThat(check(other).lost()).containsExactly(ownKey());
  }

  @Test
  void aRingWithANewLineAboveTheOldOnesOpensThem() throws IOException {
    Path rotated = folder.resolve("master");
    LocalKeyring.openOrCreate(rotated);
    Files.writeString(
        rotated, Files.readString(rotated) + Files.readString(config.crypto().keyringFile()));

    assertThat(check(rotated).lost()).isEmpty();
  }
}
