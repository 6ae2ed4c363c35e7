package io.mnemon.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.api.memory.v1.SearchMemoriesRequest;
import io.mnemon.api.memory.v1.SearchMemoriesResponse;
import io.mnemon.memory.truth.PostgresOldRecalls;
import io.mnemon.memory.truth.RecallLog;
import io.mnemon.storage.ControlSession;
import io.mnemon.tenancy.InternalTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was recalled is remembered, before and after it is kept. */
@QuarkusTest
@QuarkusTestResource(GovernanceStandIn.class)
class RecallLogTest {
  @Inject InternalTokens tokens;
  @Inject @MemoryParts RecallLog log;
  @Inject @MemoryParts ControlSession jobs;

  private final UUID tenant = UUID.randomUUID();
  private ManagedChannel channel;
  private Client alice;
  private UUID principal = tenant;

  @BeforeEach
  void connect() {
    channel = Services.connect();
    alice = new Client(channel, tokens, Client.user(tenant, "alice"));
    principal = alice.caller().principal();
  }

  @AfterEach
  void disconnect() {
    channel.shutdownNow();
  }

  @Test
  void theMemoriesOfARecallAreKnownToWhoRecalledThemAndToNobodyElse() {
    Memory tea = alice.remember("Alice drinks green tea. She buys it in Porto.");

    UUID recall = recall("what does Alice drink?");

    assertThat(log.memories(tenant, principal, recall)).contains(ids(tea));
    log.flush();
    assertThat(log.memories(tenant, principal, recall)).contains(ids(tea));
    assertThat(log.memories(tenant, UUID.randomUUID(), recall)).isEmpty();
    assertThat(log.memories(UUID.randomUUID(), principal, recall)).isEmpty();
  }

  @Test
  void whatWasRecalledIsRecognisedInOtherDressAndInPart() {
    UUID tea = UUID.fromString(alice.remember("Alice drinks tea. She buys it in Porto.").getId());
    UUID recall = recall("what does Alice drink?");
    for (int round = 0; round < 2; round++) {
      for (Optional<UUID> named : List.of(Optional.of(recall), Optional.<UUID>empty())) {
        assertThat(saying(principal, "- alice drinks tea", named)).contains(tea);
        assertThat(saying(principal, "\"She buys it in Porto\"", named)).contains(tea);
        assertThat(saying(principal, "Alice drinks tea. She sings.", named)).isEmpty();
        assertThat(saying(principal, "Alice drinks 2 teas", named)).isEmpty();
        assertThat(saying(principal, "!?", named)).isEmpty();
      }
      log.flush();
    }
    assertThat(saying(UUID.randomUUID(), "Alice drinks tea", Optional.empty())).isEmpty();
  }

  @Test
  void aMemoryThatHasChangedSaysWhatItSaysNow() {
    Memory tea = alice.remember("Alice drinks tea.");
    UUID before = recall("what does Alice drink?");
    Memory unused =
        alice.update(tea.getId(), "content", tea.toBuilder().setContent("Alice drinks cocoa."));
    UUID after = recall("what does Alice drink?");

    assertThat(saying(principal, "Alice drinks cocoa", Optional.of(after)))
        .contains(UUID.fromString(tea.getId()));
    assertThat(saying(principal, "Alice drinks tea", Optional.of(after))).isEmpty();
    assertThat(saying(principal, "Alice drinks tea", Optional.of(before)))
        .contains(UUID.fromString(tea.getId()));
  }

  @Test
  void theOldAndThoseBeyondTheMostOfATenantAreForgotten() {
    alice.remember("Alice drinks tea.");
    Client other = new Client(channel, tokens, Client.user(UUID.randomUUID(), "bob"));
    other.remember("Bob drinks tea.");
    UUID foreign =
        UUID.fromString(
            other.search(SearchMemoriesRequest.newBuilder().setQuery("tea")).getRecallId());
    List<UUID> recalls = IntStream.range(0, 5).mapToObj(i -> recall("tea " + i)).toList();
    log.flush();

    assertThat(old(Duration.ofDays(7), 3).forget()).isGreaterThanOrEqualTo(2);

    assertThat(recalls.stream().filter(this::isKnown).toList()).isEqualTo(recalls.subList(2, 5));
    assertThat(log.memories(other.caller().tenant(), other.caller().principal(), foreign))
        .isPresent();
    assertThat(old(Duration.ofDays(7), 3).forget()).as("nothing is left to forget").isZero();

    assertThat(old(Duration.ofSeconds(-5), 3).forget()).isPositive();

    assertThat(recalls).noneMatch(this::isKnown);
  }

  private PostgresOldRecalls old(Duration keepFor, int most) {
    return new PostgresOldRecalls(jobs, InstantSource.system(), keepFor, most);
  }

  private boolean isKnown(UUID recall) {
    return log.memories(tenant, principal, recall).isPresent();
  }

  private Optional<UUID> saying(UUID who, String text, Optional<UUID> named) {
    return log.saying(tenant, who, List.of(new RecallLog.Text(text, named))).getFirst();
  }

  private UUID recall(String query) {
    SearchMemoriesResponse answer =
        alice.search(SearchMemoriesRequest.newBuilder().setQuery(query));
    return UUID.fromString(answer.getRecallId());
  }

  private static List<UUID> ids(Memory... memories) {
    return Arrays.stream(memories).map(m -> UUID.fromString(m.getId())).toList();
  }
}
