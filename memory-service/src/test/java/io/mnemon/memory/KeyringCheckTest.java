package io.mnemon.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.api.memory.v1.SearchMemoriesRequest;
import io.mnemon.api.memory.v1.SearchMemoriesResponse;
import io.mnemon.crypto.DataKeys;
import io.mnemon.crypto.LocalKeyring;
import io.mnemon.index.HybridIndex;
import io.mnemon.memory.record.PostgresDataKeys;
import io.mnemon.memory.record.PostgresKeyringCheck;
import io.mnemon.memory.record.PostgresLostKeys;
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
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
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
  @Inject @MemoryParts DataKeys keys;
  @Inject @MemoryParts HybridIndex index;
  @Inject @MemoryParts PostgresLostKeys lostKeys;

  @TempDir Path folder;

  private final UUID tenant = UUID.randomUUID();
  private ManagedChannel channel;
  private Client alice;

  @BeforeEach
  void keepSomething() {
    channel = Services.connect();
    alice = new Client(channel, tokens, Client.user(tenant, "alice"));
    alice.remember("Alice likes green tea");
  }

  @AfterEach
  void disconnect() {
    channel.shutdownNow();
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

  @Test
  void whoStartsDespiteLostKeysAddsAndFinds() throws SQLException {
    alice.add(privately("Alice keeps a diary"));
    loseKeys();
    assertThat(Client.refusal(() -> alice.remember("Alice likes coffee")).code())
        .isEqualTo(ErrorCode.INTERNAL);
    assertThat(Client.refusal(() -> alice.search("tea")).code()).isEqualTo(ErrorCode.INTERNAL);

    lostKeys.retire(index::drop);

    alice.remember("Alice likes coffee");
    alice.add(privately("Alice keeps another diary"));
    await()
        .untilAsserted(
            () -> {
              SearchMemoriesResponse answer =
                  alice.search(
                      SearchMemoriesRequest.newBuilder().setQuery("Alice").setMode("lexical"));
              assertThat(answer.getPartial()).isFalse();
              assertThat(Client.contents(answer))
                  .containsExactlyInAnyOrder("Alice likes coffee", "Alice keeps another diary");
            });
    assertThat(alice.list())
        .containsExactlyInAnyOrder("Alice likes coffee", "Alice keeps another diary");
    assertThat(alice.remember("Alice likes green tea").getDuplicateOf()).isEmpty();
    assertThat(check(config.crypto().keyringFile()).lost()).isEmpty();
  }

  @Test
  void whatARetiredKeyProtectsOpensWhenTheRingHasItsKeyAgain() throws SQLException {
    loseKeys();
    lostKeys.retire(index::drop);
    assertThat(alice.list()).isEmpty();

    findKeysAgain();

    assertThat(alice.list()).containsExactly("Alice likes green tea");
  }

  @Test
  void keysThatOpenStayInUse() throws SQLException {
    lostKeys.retire(index::drop);

    assertThat(RawRecord.count("data_key WHERE retired_at IS NOT NULL", tenant)).isZero();
  }

  private static Memory.Builder privately(String content) {
    return Memory.newBuilder().setLayer("user").setContent(content).setSensitivity("private");
  }

  /** As if another ring had wrapped the tenant's keys. */
  private void loseKeys() throws SQLException {
    shiftKeys(1);
  }

  private void findKeysAgain() throws SQLException {
    shiftKeys(255);
  }

  private void shiftKeys(int by) throws SQLException {
    RawRecord.execute(
        tenant,
        """
        UPDATE memory.data_key
        SET wrapped = set_byte(wrapped, octet_length(wrapped) - 1,
                               (get_byte(wrapped, octet_length(wrapped) - 1) + %d) %% 256)
        """
            .formatted(by));
    keys.forget(tenant);
  }
}
